using Heimdall.Ledger.Features;
using Heimdall.Ledger.Measurements;

namespace Heimdall.Ledger.Jobs;

/// <summary>A worker's hold on a job. Only the newest token of a job may write its result.</summary>
/// <param name="Token">Fencing token: larger with every claim of the job.</param>
public sealed record Lease(Guid JobId, long Token);

/// <summary>What a worker has room for.</summary>
/// <param name="Worker">Who claims.</param>
/// <param name="Limit">Jobs at most, of either lane.</param>
/// <param name="BackfillLimit">Jobs of the backfill lane at most; they are claimed only after all live work that is due.</param>
/// <param name="Computes">The feature sets that the worker can compute.</param>
/// <param name="LeaseDuration">How long the claim holds without being renewed.</param>
/// <param name="LowestPriority">Behind it nothing of these feature sets stands, and nobody looks: other sets may have a million jobs there.</param>
public sealed record ClaimOrder(
    string Worker, int Limit, int BackfillLimit, IReadOnlyCollection<FeatureSetId> Computes, TimeSpan LeaseDuration, int LowestPriority = ClaimOrder.LastPriority)
{
    /// <summary>The priority behind which nothing can stand.</summary>
    public const int LastPriority = -100;
}

/// <summary>A job as its worker got it.</summary>
/// <param name="Attempt">1 for the first try.</param>
public sealed record ClaimedJob(
    Guid Id,
    Guid RecordingSessionId,
    string FeatureSet,
    int FeatureVersion,
    string Lane,
    int Attempt,
    int MaxAttempts,
    long LeaseToken,
    string? Traceparent,
    DateTimeOffset QueuedAt)
{
    /// <summary>What there is to extract, by station name and time, as it was at the claim.</summary>
    public IReadOnlyList<Measurement> Recordings { get; init; } = [];

    public Lease Lease => new(Id, LeaseToken);

    public FeatureSetId Set => new(FeatureSet, FeatureVersion);
}

/// <summary>A renewal of a lease, with how far its job is.</summary>
/// <param name="Progress">Percent, 0…100.</param>
/// <param name="IsWaiting">It waits for other jobs of its worker to make room, which counts as progress: it is not the one that is stuck.</param>
public sealed record LeaseRenewal(Lease Lease, int Progress, bool IsWaiting = false);

/// <summary>The lease is another worker's by now, or the job has ended: nothing was written.</summary>
public sealed class LeaseLostException(Lease lease, Exception? inner = null)
    : Exception($"The lease {lease.Token} of job {lease.JobId} is lost: another worker has the job, or it has ended. Nothing was written.", inner)
{
    public Lease Lease { get; } = lease;
}

/// <summary>What rescuing found.</summary>
/// <param name="Requeued">Jobs that are queued again.</param>
/// <param name="Failed">Jobs whose last attempt it was.</param>
public sealed record RescueReport(IReadOnlyList<RescuedJob> Requeued, IReadOnlyList<RescuedJob> Failed);

/// <summary>A job whose worker stopped renewing its lease.</summary>
/// <param name="Attempt">The one that was given up.</param>
public sealed record RescuedJob(Guid Id, string Lane, int Attempt, string? Traceparent);

/// <summary>A queued job whose wake-up is due.</summary>
/// <param name="LeaseToken">Of its last claim: it is another announcement after the next one.</param>
public sealed record JobToAnnounce(Guid Id, long LeaseToken, string Lane, string? Traceparent);

/// <summary>A job that was announced, as it was then.</summary>
public readonly record struct AnnouncedJob(Guid Id, long LeaseToken);
