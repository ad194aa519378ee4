using System.Globalization;
using Heimdall.Extractor.Pipeline;
using Heimdall.Extractor.Queue;
using Heimdall.Extractor.Scheduling;
using Heimdall.Ledger.Workers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Heimdall.Extractor;

/// <summary>Puts the worker together: pipeline, queue and schedules.</summary>
internal static class ExtractionRegistration
{
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(2);

    /// <exception cref="SettingOutOfRangeException">A setting is not what it may be.</exception>
    public static IServiceCollection AddExtraction(this IServiceCollection services, IConfiguration configuration)
    {
        var options = ExtractionOptions.Read(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(CreateIdentity(options));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout + StopMargin);
        services.AddPipeline();
        services.AddLoops(SchedulesOptions.Read(configuration));
        return services;
    }

    private static void AddPipeline(this IServiceCollection services) => services
        .AddSingleton<RecordingExtraction>()
        .AddSingleton<SessionExtraction>()
        .AddSingleton<HeldJobs>()
        .AddSingleton<JobSettlement>()
        .AddSingleton<ExtractionAttempt>();

    // Stopped in the opposite order: the worker gives its jobs back first, and is gone from the list of workers last.
    private static void AddLoops(this IServiceCollection services, SchedulesOptions schedules) => services
        .AddLoop<LedgerStart>()
        .AddLoop<WorkerPresence>()
        .AddScheduling(schedules)
        .AddLoop<CoverageCompaction>()
        .AddLoop<Rescuer>()
        .AddLoop<LeaseKeeper>()
        .AddLoop<Announcer>()
        .AddLoop<RequestedTasks>()
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
            options.Slots);
    }
}
