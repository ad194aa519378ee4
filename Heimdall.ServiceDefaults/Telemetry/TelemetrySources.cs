namespace Heimdall.ServiceDefaults.Telemetry;

/// <summary>What a service listens to in itself: sources of spans and meters, by name; <c>*</c> stands for anything.</summary>
internal sealed class TelemetrySources
{
    public ISet<string> Traces { get; } = new HashSet<string>(StringComparer.Ordinal) { "Heimdall.*", "Microsoft.AspNetCore", "System.Net.Http" };

    public ISet<string> Meters { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "Heimdall.*",
        "System.Runtime",
        "System.Net.Http",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
    };
}
