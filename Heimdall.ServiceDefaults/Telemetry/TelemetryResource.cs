using System.Reflection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Resources;

namespace Heimdall.ServiceDefaults.Telemetry;

/// <summary>Who the telemetry is of: <c>service.name</c>, <c>service.version</c>, <c>service.instance.id</c> and what the environment adds.</summary>
internal static class TelemetryResource
{
    private static readonly string Version =
        typeof(TelemetryResource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    // One for the process, so that its traces, metrics and logs are of the same instance.
    private static readonly string Instance = Guid.NewGuid().ToString();

    // The environment comes last: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
    public static ResourceBuilder Of(IHostEnvironment environment) => ResourceBuilder.CreateEmpty()
        .AddTelemetrySdk()
        .AddService(environment.ApplicationName, serviceVersion: Version, serviceInstanceId: Instance)
        .AddAttributes([new("deployment.environment.name", environment.EnvironmentName)])
        .AddEnvironmentVariableDetector();
}
