namespace Heimdall.ServiceDefaults.Telemetry;

/// <summary>The addresses that machines ask all day long: nobody wants a trace of it.</summary>
internal static class Probes
{
    public const string HealthPath = "/health";
    public const string AlivePath = "/alive";
    public const string MetricsPath = "/metrics";

    public static bool Are(string? path) => path is HealthPath or AlivePath or MetricsPath;
}
