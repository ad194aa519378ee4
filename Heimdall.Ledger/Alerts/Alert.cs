using System.Text.Json;

namespace Heimdall.Ledger.Alerts;

/// <summary>Something that an operator has to know. A subject has one open alert of a kind.</summary>
/// <param name="Kind">One of <see cref="AlertKind"/>.</param>
/// <param name="Subject">What it is about, such as <c>job/0198…</c>.</param>
/// <param name="Severity">One of <see cref="AlertSeverity"/>.</param>
/// <param name="Count">How often it was seen since it was raised.</param>
/// <param name="ResolvedAt">When it was over; null while it is open.</param>
/// <param name="AcknowledgedBy">The operator who has seen it; it stays open until it is over.</param>
public sealed record Alert(
    Guid Id,
    string Kind,
    string Subject,
    string Message,
    string Severity,
    JsonElement Detail,
    DateTimeOffset RaisedAt,
    DateTimeOffset LastSeenAt,
    long Count,
    DateTimeOffset? ResolvedAt,
    DateTimeOffset? AcknowledgedAt,
    string? AcknowledgedBy);

/// <summary>Something that is wrong at this moment.</summary>
/// <param name="Detail">A JSON object for programs.</param>
public sealed record AlertCondition(string Subject, string Message, JsonElement Detail);

/// <summary>What a look at the conditions changed.</summary>
public sealed record AlertChanges(IReadOnlyList<RaisedAlert> Raised, IReadOnlyList<Alert> Resolved)
{
    public static AlertChanges None { get; } = new([], []);

    /// <summary>What the run of a check that made them tells.</summary>
    public AlertCounts Counts => new(Raised.Count, Resolved.Count);

    public AlertChanges With(AlertChanges others) => new([.. Raised, .. others.Raised], [.. Resolved, .. others.Resolved]);
}

/// <summary>How many alerts a look at the conditions raised and resolved.</summary>
public sealed record AlertCounts(int Raised, int Resolved);

/// <summary>An alert that was not open before.</summary>
public sealed record RaisedAlert(string Kind, string Severity, AlertCondition Condition);

/// <summary>What alerts are about.</summary>
public static class AlertKind
{
    public const string FailedExtractions = "failed_extractions";
    public const string MissedSchedule = "missed_schedule";
    public const string UnannouncedJobs = "unannounced_jobs";
    public const string DeadWorker = "dead_worker";
    public const string DeadLetters = "dead_letters";
    public const string StuckExtraction = "stuck_extraction";
    public const string StoppedBackfill = "stopped_backfill";

    public static IReadOnlyList<string> All { get; } =
        [FailedExtractions, MissedSchedule, UnannouncedJobs, DeadWorker, DeadLetters, StuckExtraction, StoppedBackfill];
}

/// <summary>How bad it is.</summary>
public static class AlertSeverity
{
    /// <summary>Somebody has to decide something.</summary>
    public const string Warning = "warning";

    /// <summary>Work is not done.</summary>
    public const string Error = "error";
}
