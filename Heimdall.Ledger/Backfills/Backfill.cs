using System.Text.Json;
using Heimdall.Ledger.Features;

namespace Heimdall.Ledger.Backfills;

/// <summary>A planned run over all that lacks a feature set version.</summary>
/// <param name="FromTime">Sessions that started at this time or later; null: all.</param>
/// <param name="ToTime">Sessions that started before this time; null: all.</param>
/// <param name="StationId">Sessions that this station took part in; null: all.</param>
/// <param name="State">One of <see cref="BackfillState"/>.</param>
/// <param name="StopReason">One of <see cref="BackfillStopReason"/>; null unless it stopped by itself before the end.</param>
/// <param name="Estimate">A <see cref="BackfillEstimate"/> as JSON, as it was when the backfill was planned.</param>
/// <param name="CursorStart">Start of the session that was looked at last: newest first.</param>
/// <param name="IsExhausted">Everything was looked at; it completes with its last job.</param>
/// <param name="Found">Recordings that lacked features when they were looked at.</param>
/// <param name="Queued">Of them, those it queued.</param>
/// <param name="Skipped">Of them, those that somebody else queued at the same moment, and those that the database refused.</param>
/// <param name="Refused">Of the skipped, those that the database does not let anybody queue.</param>
/// <param name="TaskRunId">The task's run that ends with it; null where it was made by itself.</param>
public sealed record Backfill(
    Guid Id,
    string FeatureSet,
    int FeatureVersion,
    DateTimeOffset? FromTime,
    DateTimeOffset? ToTime,
    Guid? StationId,
    int BatchSize,
    int MaxBatches,
    string State,
    string? StopReason,
    string RequestedBy,
    long PlannedSessions,
    long PlannedMeasurements,
    long PlannedBytes,
    JsonElement Estimate,
    DateTimeOffset CursorStart,
    Guid CursorId,
    bool IsExhausted,
    long Found,
    long Queued,
    long Skipped,
    long Refused,
    Guid? TaskRunId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? ResumedAt,
    DateTimeOffset? EndedAt)
{
    public FeatureSetId Set => new(FeatureSet, FeatureVersion);

    /// <summary>Recordings it takes at most.</summary>
    public long MaxFound => (long)BatchSize * MaxBatches;

    /// <summary>Batches it has taken, the last one perhaps not full.</summary>
    public long Batches => (Found + BatchSize - 1) / BatchSize;

    /// <summary>True in a state that it never leaves.</summary>
    public bool HasEnded => EndedAt is not null;
}

/// <summary>Which recordings a backfill is over, and how it goes about it.</summary>
/// <param name="BatchSize">Jobs it keeps ready: at most twice as many are in flight. 1…1,000.</param>
/// <param name="MaxBatches">It stops after so many batches. 1…100,000.</param>
public sealed record NewBackfill(
    FeatureSetId Set, DateTimeOffset? FromTime, DateTimeOffset? ToTime, Guid? StationId, int BatchSize, int MaxBatches, string RequestedBy)
{
    public const int MaxBatchSize = 1000;
    public const int MaxMaxBatches = 100_000;

    /// <summary>Recordings it takes at most.</summary>
    public long MaxFound => (long)BatchSize * MaxBatches;
}

/// <summary>The states of a backfill: <c>planned → running ⇄ paused → completed | cancelled | stopped</c>. The last three are final.</summary>
public static class BackfillState
{
    public const string Planned = "planned";
    public const string Running = "running";

    /// <summary>Nothing new is queued, and what is queued is held.</summary>
    public const string Paused = "paused";

    /// <summary>Everything was looked at, and every job it queued has ended.</summary>
    public const string Completed = "completed";
    public const string Cancelled = "cancelled";

    /// <summary>It came to an end of its own before everything was looked at.</summary>
    public const string Stopped = "stopped";

    public static IReadOnlyList<string> All { get; } = [Planned, Running, Paused, Completed, Cancelled, Stopped];
}

/// <summary>Why a backfill stopped.</summary>
public static class BackfillStopReason
{
    /// <summary>It took its batches, and recordings are left.</summary>
    public const string MaxBatches = "max_batches";

    /// <summary>A newer version of the feature set was registered.</summary>
    public const string Superseded = "superseded";
}
