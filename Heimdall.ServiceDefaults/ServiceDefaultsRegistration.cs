using Heimdall.ServiceDefaults.Health;
using Heimdall.ServiceDefaults.Http;
using Heimdall.ServiceDefaults.Logging;
using Heimdall.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Heimdall.ServiceDefaults;

/// <summary>What every service of Heimdall does alike.</summary>
public static class ServiceDefaultsRegistration
{
    /// <summary>
    /// How long a service may take to stop. The whole system stops within 15 s, one after the other: this is one service's share.
    /// </summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Traces, metrics and logs over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, one log line an event with its UTC time, health
    /// checks with a history, HTTP clients that find services by name and bear their faults, and a bounded stop.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.AddTelemetry();
        builder.AddLogLines();
        builder.AddHealth();
        builder.Services.AddHttpClientManners();
        return builder;
    }

    /// <summary>Serves <c>/health</c> and <c>/alive</c>, to anybody.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealth();
        return app;
    }
}
