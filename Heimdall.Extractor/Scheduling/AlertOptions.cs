using Heimdall.Ledger.Alerts;
using Microsoft.Extensions.Configuration;

namespace Heimdall.Extractor.Scheduling;

/// <summary>From when on something is wrong. Keys are <c>Alerts__{name}</c>.</summary>
internal sealed record AlertOptions
{
    /// <summary>The share of failures is that of so long, 1 min…1 day.</summary>
    public TimeSpan FailureWindow { get; init; } = AlertLimits.Default.FailureWindow;

    /// <summary>Percent of the window's extractions that failed, 1…100.</summary>
    public int FailureSharePercent { get; init; } = AlertLimits.Default.FailureSharePercent;

    /// <summary>Fewer failures in the window are never too many, 1…1,000,000.</summary>
    public int FailureMinimum { get; init; } = AlertLimits.Default.FailureMinimum;

    /// <summary>A job that is queued, due and unannounced for longer, 1 s…1 day.</summary>
    public TimeSpan UnannouncedAfter { get; init; } = AlertLimits.Default.UnannouncedAfter;

    /// <summary>A worker that was not seen for longer, 30 s…1 day.</summary>
    public TimeSpan WorkerSilentAfter { get; init; } = AlertLimits.Default.WorkerSilentAfter;

    public AlertLimits Limits => new(FailureWindow, FailureSharePercent, FailureMinimum, UnannouncedAfter, WorkerSilentAfter);

    /// <exception cref="SettingException">A value is not what it may be.</exception>
    public static AlertOptions Read(IConfiguration configuration)
    {
        var settings = new RangedSettings(configuration, "Alerts");
        var defaults = new AlertOptions();
        var day = TimeSpan.FromDays(1);
        return new AlertOptions
        {
            FailureWindow = settings.Duration(nameof(FailureWindow), defaults.FailureWindow, TimeSpan.FromMinutes(1), day),
            FailureSharePercent = settings.Number(nameof(FailureSharePercent), defaults.FailureSharePercent, 1, 100),
            FailureMinimum = settings.Number(nameof(FailureMinimum), defaults.FailureMinimum, 1, 1_000_000),
            UnannouncedAfter = settings.Duration(nameof(UnannouncedAfter), defaults.UnannouncedAfter, TimeSpan.FromSeconds(1), day),
            WorkerSilentAfter = settings.Duration(nameof(WorkerSilentAfter), defaults.WorkerSilentAfter, TimeSpan.FromSeconds(30), day),
        };
    }
}
