using Heimdall.ServiceDefaults.Telemetry.Prometheus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Heimdall.ServiceDefaults.Telemetry;

/// <summary>
/// Traces, metrics and logs of a service. They leave it over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to; every other
/// <c>OTEL_*</c> setting of the SDK holds, from whatever the service is configured by. Metrics are at <c>/metrics</c> in any case.
/// </summary>
public static class TelemetryRegistration
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // The framework describes its requests by the semantic conventions only when it is asked to.
    private const string SuppressRequestTags = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";

    /// <summary>A service that stops waits this long at most for a collector that does not answer.</summary>
    private const int ExportTimeoutMs = 2000;

    /// <summary>Serves the service's metrics to Prometheus. Who may read them is the caller's to say.</summary>
    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Probes.MetricsPath, static (PrometheusReader metrics) => Results.Text(metrics.Read(), PrometheusText.ContentType))
            .ExcludeFromDescription()
            .DisableHttpMetrics();

    internal static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        AppContext.SetSwitch(SuppressRequestTags, false);
        builder.Services.AddMetrics();
        builder.Services.AddOptions<TelemetrySources>();
        builder.Services.TryAddSingleton<PrometheusReader>();
        builder.Services.AddSingleton(CreateTracing);
        builder.Services.AddSingleton(CreateMetering);
        builder.Services.AddHostedService<TelemetryFlush>();
        builder.Services.AddSingleton<IStartupFilter, RequestTrace>();
        if (IsExported(builder.Configuration, "LOGS"))
        {
            builder.Logging.AddOpenTelemetry(logs =>
            {
                logs.IncludeFormattedMessage = true;
                logs.SetResourceBuilder(TelemetryResource.Of(builder.Environment));
                logs.AddOtlpExporter(exporter => Bound(exporter, builder.Configuration));
            });
        }
    }

    internal static void TraceFrom(this IServiceCollection services, params IReadOnlyList<string> sources) =>
        services.Configure<TelemetrySources>(all => all.Traces.UnionWith(sources));

    internal static void MeterFrom(this IServiceCollection services, params IReadOnlyList<string> meters) =>
        services.Configure<TelemetrySources>(all => all.Meters.UnionWith(meters));

    private static TracerProvider CreateTracing(IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<IConfiguration>();
        var tracing = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(TelemetryResource.Of(provider.GetRequiredService<IHostEnvironment>()))
            .AddSource([.. provider.GetRequiredService<IOptions<TelemetrySources>>().Value.Traces])
            .SetSampler(new ParentBasedSampler(AskedForSampler.Read(configuration)));
        if (IsExported(configuration, "TRACES"))
        {
            tracing.AddOtlpExporter(exporter => Bound(exporter, configuration));
        }

        return tracing.Build();
    }

    private static MeterProvider CreateMetering(IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<IConfiguration>();
        var metering = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .SetResourceBuilder(TelemetryResource.Of(provider.GetRequiredService<IHostEnvironment>()))
            .AddMeter([.. provider.GetRequiredService<IOptions<TelemetrySources>>().Value.Meters])
            .AddReader(provider.GetRequiredService<PrometheusReader>().Reader);
        if (IsExported(configuration, "METRICS"))
        {
            metering.AddOtlpExporter(exporter => Bound(exporter, configuration));
        }

        return metering.Build();
    }

    private static bool IsExported(IConfiguration configuration, string signal) =>
        !string.IsNullOrWhiteSpace(configuration[Endpoint]) || !string.IsNullOrWhiteSpace(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]);

    private static void Bound(OtlpExporterOptions exporter, IConfiguration configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_TIMEOUT"]))
        {
            exporter.TimeoutMilliseconds = ExportTimeoutMs;
        }
    }
}
