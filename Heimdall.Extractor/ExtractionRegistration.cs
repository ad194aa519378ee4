using System.Globalization;
using Heimdall.Extractor.Pipeline;
using Heimdall.Extractor.Pipeline.Waterfalls;
using Heimdall.Extractor.Queue;
using Heimdall.Extractor.Scheduling;
using Heimdall.Ledger.Objects;
using Heimdall.Ledger.Waterfalls;
using Heimdall.Ledger.Workers;
using Heimdall.ServiceDefaults;
using Heimdall.ServiceDefaults.Health;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Heimdall.Extractor;

/// <summary>Puts the worker together: pipeline, queue and schedules.</summary>
internal static class ExtractionRegistration
{
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(1.5);

    /// <summary>The object store of a connection string, and its health.</summary>
    /// <param name="builder">The worker.</param>
    /// <param name="connectionName">Names <c>ConnectionStrings:{connectionName}</c>.</param>
    /// <param name="configureSettings">Has the last word over configuration.</param>
    /// <exception cref="SettingException">There is no connection string, or it is malformed.</exception>
    public static void AddObjectStore(this IHostApplicationBuilder builder, string connectionName, Action<ObjectStoreSettings>? configureSettings = null)
    {
        var settings = ConnectionStrings.Bind(builder, ObjectStoreSettings.Section, connectionName, new ObjectStoreSettings());
        configureSettings?.Invoke(settings);
        var connectionString = settings.ConnectionString is { Length: > 0 } configured && builder.Configuration.GetConnectionString(connectionName) is null
            ? configured
            : builder.RequireConnectionString(connectionName, "the object store, such as Endpoint=file:///var/lib/heimdall/objects");
        try
        {
            builder.Services.AddObjectStore(connectionString, settings.Options);
        }
        catch (FormatException malformed)
        {
            // The value may hold a secret.
            throw new SettingException($"ConnectionStrings__{connectionName}", "…", $"a connection string: {malformed.Message}", malformed);
        }

        if (!settings.DisableHealthChecks)
        {
            builder.AddDependencyCheck(
                "ObjectStore",
                HealthRequirement.Required,
                static (services, cancellationToken) => services.GetRequiredService<IObjectStore>().CheckAsync(cancellationToken));
        }
    }

    /// <exception cref="SettingException">There is none.</exception>
    public static string RequireConnectionString(this IHostApplicationBuilder builder, string name, string whatItNames) =>
        builder.Configuration.GetConnectionString(name) is { } connectionString && !string.IsNullOrWhiteSpace(connectionString)
            ? connectionString
            : throw new SettingException($"ConnectionStrings__{name}", "", $"set: it names {whatItNames}");

    /// <exception cref="SettingException">A setting is not what it may be.</exception>
    public static IServiceCollection AddExtraction(this IServiceCollection services, IConfiguration configuration)
    {
        var options = ExtractionOptions.Read(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(CreateIdentity(options));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout + StopMargin);
        services.AddPipeline();
        services.AddSingleton(AlertOptions.Read(configuration));
        services.AddSingleton(RetentionOptions.Read(configuration));
        services.AddLoops(SchedulesOptions.Read(configuration));
        return services;
    }

    private static void AddPipeline(this IServiceCollection services) => services
        .AddSingleton(static provider => new ComputingCores(provider.GetRequiredService<ExtractionOptions>().Cores))
        .AddSingleton<StoreConditions>()
        .AddSingleton<ObjectReads>()
        .AddSingleton<WaterfallObjects>()
        .AddSingleton<RecordingExtraction>()
        .AddSingleton<ExtractionMeter>()
        .AddSingleton<WaterfallMeter>()
        .AddSingleton<IJobWork, SessionExtraction>()
        .AddSingleton<HeldJobs>()
        .AddSingleton<JobMeter>()
        .AddSingleton<WorkerPace>()
        .AddSingleton<JobRate>()
        .AddSingleton<StoreTries>()
        .AddSingleton<SettlementWriter>()
        .AddSingleton<JobSettlement>()
        .AddSingleton<ExtractionAttempt>();

    // Stopped in the opposite order: the worker gives its jobs back first, and is gone from the list of workers last.
    private static void AddLoops(this IServiceCollection services, SchedulesOptions schedules) => services
        .AddLoop<LedgerStart>()
        .AddLoop<WorkerPresence>()
        .AddScheduling(schedules)
        .AddLoop<ScheduleNotice>()
        .AddLoop<CoverageCompaction>()
        .AddLoop<TaskCountCompaction>()
        .AddLoop<Rescuer>()
        .AddLoop<LeaseKeeper>()
        .AddLoop<FloorKeeper>()
        .AddLoop<Announcer>()
        .AddLoop<RequestedTasks>()
        .AddLoop<BackfillStepper>()
        .AddLoop<NotificationListener>()
        .AddLoop<JobWorker>()
        .AddLoop<WakeUpConsumer>();

    private static IServiceCollection AddLoop<TLoop>(this IServiceCollection services)
        where TLoop : class, IHostedService =>
        services.AddSingleton<TLoop>().AddHostedService(provider => provider.GetRequiredService<TLoop>());

    private static WorkerIdentity CreateIdentity(ExtractionOptions options)
    {
        var unique = Random.Shared.Next(0x10000).ToString("x4", CultureInfo.InvariantCulture);
        return new WorkerIdentity(
            string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}/{unique}"),
            Environment.MachineName,
            Environment.ProcessId,
            SessionSummary.ExtractorVersion,
            options.Slots,
            options.BackfillSlots);
    }
}
