using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Browser.Running;

/// <summary>A fact about the console in a real browser; skipped, with the reason, where there is none or no servers to run it on.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.WhyAbsent;
}

/// <summary>The browser of this machine.</summary>
internal static class Chromium
{
    public const string Program = "chromium";

    /// <summary>Why no page can be looked at here; null when one can.</summary>
    public static string? WhyAbsent { get; } = TestPrograms.Chromium.WhyAbsent ?? TestPrograms.Servers.WhyAbsent;
}
