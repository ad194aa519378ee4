using Heimdall.Ledger;
using Heimdall.Ledger.Backfills;

namespace Heimdall.Api.Backfills;

/// <summary>A backfill.</summary>
/// <param name="State"><c>planned</c>, <c>running</c>, <c>paused</c>, <c>completed</c>, <c>cancelled</c> or <c>stopped</c>.</param>
/// <param name="StopReason">Why it stopped: <c>max_batches</c> or <c>superseded</c>; null unless it did.</param>
/// <param name="Plan">What it had to do when it was planned.</param>
/// <param name="Found">Recordings that lacked features when they were looked at.</param>
/// <param name="Queued">Of them, those it queued; each is in one of the progress counts.</param>
/// <param name="Skipped">Of them, those that somebody else queued, and those that the database refused.</param>
/// <param name="Batches">Batches it has taken, the last one perhaps not full.</param>
/// <param name="IsExhausted">Everything was looked at; it completes with its last job.</param>
/// <param name="TaskId">The task that ends with it, for <c>/api/v1/task-status</c>; null where it was made by itself.</param>
/// <param name="Progress">How far it is; null in lists.</param>
internal sealed record BackfillResponse(
    Guid Id,
    string FeatureSet,
    int FeatureVersion,
    DateTimeOffset? From,
    DateTimeOffset? To,
    Guid? StationId,
    int BatchSize,
    int MaxBatches,
    string State,
    string? StopReason,
    string RequestedBy,
    BackfillPlanResponse Plan,
    long Found,
    long Queued,
    long Skipped,
    long Refused,
    long Batches,
    bool IsExhausted,
    Guid? TaskId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    BackfillProgressResponse? Progress)
{
    public static BackfillResponse Of(Backfill backfill) => Of(backfill, null);

    public static BackfillResponse Of(Backfill backfill, BackfillProgress? progress) => new(
        backfill.Id,
        backfill.FeatureSet,
        backfill.FeatureVersion,
        backfill.FromTime,
        backfill.ToTime,
        backfill.StationId,
        backfill.BatchSize,
        backfill.MaxBatches,
        backfill.State,
        backfill.StopReason,
        backfill.RequestedBy,
        BackfillPlanResponse.Of(backfill.PlannedSessions, backfill.MaxFound, backfill.PlannedMeasurements, backfill.PlannedBytes, LedgerJson.Read<BackfillEstimate>(backfill.Estimate)),
        backfill.Found,
        backfill.Queued,
        backfill.Skipped,
        backfill.Refused,
        backfill.Batches,
        backfill.IsExhausted,
        backfill.TaskRunId,
        backfill.CreatedAt,
        backfill.StartedAt,
        backfill.EndedAt,
        progress is null ? null : BackfillProgressResponse.Of(progress));
}

/// <summary>What a backfill has to do.</summary>
/// <param name="Sessions">Recordings that lack the feature set version.</param>
/// <param name="SessionsToTake">Of them, those that fit into its batches; the estimated time is theirs.</param>
/// <param name="Bytes">Of the measurements, as far as their sizes are known.</param>
/// <param name="EstimatedSeconds">With all slots that the workers that run now have for backfills; null where no speed was measured.</param>
/// <param name="EstimateReason">Why there is no estimate; null where there is one.</param>
/// <param name="MeasuredJobs">Finished jobs that the speed was measured on.</param>
/// <param name="Slots">Slots for backfills, of the workers that run now.</param>
internal sealed record BackfillPlanResponse(
    long Sessions, long SessionsToTake, long Measurements, long Bytes, IntervalResponse? EstimatedSeconds, string? EstimateReason, long MeasuredJobs, long Slots)
{
    public static BackfillPlanResponse Of(BackfillPlan plan, NewBackfill asked) =>
        Of(plan.Sessions, asked.MaxFound, plan.Measurements, plan.Bytes, plan.Estimate);

    public static BackfillPlanResponse Of(long sessions, long maxFound, long measurements, long bytes, BackfillEstimate estimate) => new(
        sessions,
        Math.Min(sessions, maxFound),
        measurements,
        bytes,
        IntervalResponse.Of(estimate.Seconds, estimate.LowSeconds, estimate.HighSeconds),
        estimate.Reason,
        estimate.MeasuredJobs,
        estimate.Slots);
}

/// <summary>What became of the queued jobs, and how quickly it goes.</summary>
/// <param name="Waiting">Jobs that wait for a worker, or are held.</param>
/// <param name="FailuresByKind">Failed jobs by error kind.</param>
/// <param name="SessionsPerSecond">Of the last five minutes; null where nothing was worked off.</param>
/// <param name="EtaSeconds">Until all that was planned is done; null without a rate.</param>
/// <param name="PaceReason">Why there is no rate; null where there is one.</param>
internal sealed record BackfillProgressResponse(
    long Waiting,
    long Extracting,
    long Done,
    long Failed,
    long Cancelled,
    IReadOnlyDictionary<string, long> FailuresByKind,
    IntervalResponse? SessionsPerSecond,
    IntervalResponse? EtaSeconds,
    string? PaceReason)
{
    public static BackfillProgressResponse Of(BackfillProgress progress) => new(
        progress.Waiting,
        progress.Extracting,
        progress.Done,
        progress.Failed,
        progress.Cancelled,
        progress.FailuresByKind,
        IntervalResponse.Of(progress.Pace.PerSecond, progress.Pace.LowPerSecond, progress.Pace.HighPerSecond),
        IntervalResponse.Of(progress.Pace.EtaSeconds, progress.Pace.EtaLowSeconds, progress.Pace.EtaHighSeconds),
        progress.Pace.Reason);
}

/// <summary>A number with its 95 % interval.</summary>
/// <param name="High">Null where there is no upper end.</param>
internal sealed record IntervalResponse(double Value, double Low, double? High)
{
    private const int Digits = 3;

    public static IntervalResponse? Of(double? value, double? low, double? high) =>
        value is { } known ? new(Math.Round(known, Digits), Math.Round(low ?? 0, Digits), high is { } end ? Math.Round(end, Digits) : null) : null;
}
