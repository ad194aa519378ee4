namespace Heimdall.Ledger.Alerts;

/// <summary>
/// What is looked for. A rule is a statement that gives a row (subject, message, detail) for everything that is wrong now, and a line here.
/// </summary>
internal static class AlertCatalogue
{
    public static IReadOnlyList<AlertRule> Rules { get; } =
    [
        new(AlertKind.FailedExtractions, AlertSeverity.Error, SqlFile.Read("Alerts.check_failed_extractions")),
        new(AlertKind.MissedSchedule, AlertSeverity.Error, SqlFile.Read("Alerts.check_missed_schedules")),
        new(AlertKind.UnannouncedJobs, AlertSeverity.Error, SqlFile.Read("Alerts.check_unannounced_jobs")),
        new(AlertKind.DeadWorker, AlertSeverity.Error, SqlFile.Read("Alerts.check_dead_workers")),
        new(AlertKind.DeadLetters, AlertSeverity.Warning, SqlFile.Read("Alerts.check_dead_letters")),
        new(AlertKind.StoppedBackfill, AlertSeverity.Warning, SqlFile.Read("Alerts.check_stopped_backfills")),
    ];
}

/// <summary>One thing that is looked for.</summary>
internal sealed record AlertRule(string Kind, string Severity, string Statement);

/// <summary>From when on something is wrong.</summary>
/// <param name="FailureWindow">The share of failures is that of so long.</param>
/// <param name="FailureSharePercent">Percent of the extractions that failed, 1…100.</param>
/// <param name="FailureMinimum">Fewer failures are never too many.</param>
/// <param name="UnannouncedAfter">A job that is queued, due and unannounced for longer.</param>
/// <param name="WorkerSilentAfter">A worker that was not seen for longer.</param>
public sealed record AlertLimits(
    TimeSpan FailureWindow, int FailureSharePercent, int FailureMinimum, TimeSpan UnannouncedAfter, TimeSpan WorkerSilentAfter)
{
    public static AlertLimits Default { get; } = new(
        FailureWindow: TimeSpan.FromMinutes(15),
        FailureSharePercent: 20,
        FailureMinimum: 10,
        UnannouncedAfter: TimeSpan.FromMinutes(2),
        WorkerSilentAfter: TimeSpan.FromMinutes(2));
}
