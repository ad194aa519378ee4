using Heimdall.Api.Access;
using Heimdall.Api.Alerts;
using Heimdall.Api.Features;
using Heimdall.Api.Hosting;
using Heimdall.Api.Json;
using Heimdall.Api.Measurements;
using Heimdall.Api.Observation;
using Heimdall.Api.OpenApi;
using Heimdall.Api.Problems;
using Heimdall.Api.Resources;
using Heimdall.Ledger.Alerts;
using Heimdall.Ledger.Objects;
using Heimdall.Ledger.Waterfalls;
using Heimdall.ServiceDefaults;
using Heimdall.ServiceDefaults.Health;

namespace Heimdall.Api;

/// <summary>What the API needs beside the ledger.</summary>
internal static class ApiRegistration
{
    /// <summary>Bytes of a JSON body at most; uploads have a limit of their own.</summary>
    private const long MaxJsonBytes = 1024 * 1024;

    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxJsonBytes;
        });

        // A line a statement and four a request say nothing that the traces do not say better.
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning).AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        var services = builder.Services;
        services.AddAccess(builder.Configuration);
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = Problem.AddTraceId).AddExceptionHandler<ExceptionProblems>();
        services.AddDocumentation();

        var uploads = UploadSettings.Read(builder.Configuration);
        services.AddSingleton(uploads).AddSingleton(uploads.Limits).AddSingleton<UploadMeter>().AddSingleton<UploadReception>();
        services.AddSingleton<UploadSweep>().AddHostedService(provider => provider.GetRequiredService<UploadSweep>());
        services.AddSingleton<ChunkReader>().AddSingleton<FeatureWait>();
        services.AddSingleton<FeatureArrivals>().AddHostedService(provider => provider.GetRequiredService<FeatureArrivals>());
        services.AddSingleton<WaterfallObjects>();
        services.AddSingleton(EngineView.Read(builder.Configuration));
        services.AddSingleton<LedgerGauges>();

        services.AddSingleton<SchemaStart>().AddHostedService(provider => provider.GetRequiredService<SchemaStart>());
        services.AddSingleton<AlertRounds>();
        services.AddSingleton<AlertWatch>().AddHostedService(provider => provider.GetRequiredService<AlertWatch>());
        services.AddSingleton<LedgerObserver>().AddHostedService(provider => provider.GetRequiredService<LedgerObserver>());
        builder.AddDependencyCheck("Schema", HealthRequirement.Required, (provider, _) => provider.GetRequiredService<SchemaStart>().IsReady
            ? Task.CompletedTask
            : throw new InvalidOperationException("The schema is not up to date yet."));
    }

    /// <summary>Registers the object store that <c>ConnectionStrings:{connectionName}</c> names, and its health.</summary>
    /// <param name="builder">The API.</param>
    /// <param name="connectionName">Names <c>ConnectionStrings:{connectionName}</c>.</param>
    /// <param name="configureSettings">Has the last word over configuration.</param>
    /// <exception cref="InvalidSettingException">There is no connection string, or it is malformed.</exception>
    public static void AddObjectStore(this WebApplicationBuilder builder, string connectionName, Action<ObjectStoreSettings>? configureSettings = null)
    {
        var settings = ConnectionStrings.Bind(builder, ObjectStoreSettings.Section, connectionName, new ObjectStoreSettings());
        configureSettings?.Invoke(settings);
        try
        {
            var connectionString = settings.ConnectionString is { Length: > 0 } configured && builder.Configuration.GetConnectionString(connectionName) is null
                ? configured
                : builder.RequireConnectionString(connectionName, "the object store, such as Endpoint=file:///var/lib/heimdall/objects");
            builder.Services.AddObjectStore(connectionString, settings.Options);
        }
        catch (FormatException malformed)
        {
            throw new InvalidSettingException($"ConnectionStrings__{connectionName}: {malformed.Message}");
        }

        if (!settings.DisableHealthChecks)
        {
            builder.AddDependencyCheck("ObjectStore", HealthRequirement.Optional, (provider, cancellationToken) => provider.GetRequiredService<IObjectStore>().CheckAsync(cancellationToken));
        }
    }

    /// <exception cref="InvalidSettingException">There is none.</exception>
    public static string RequireConnectionString(this WebApplicationBuilder builder, string name, string whatItNames) =>
        builder.Configuration.GetConnectionString(name) is { Length: > 0 } connectionString
            ? connectionString
            : throw new InvalidSettingException($"ConnectionStrings__{name} is not set. It names {whatItNames}.");
}
