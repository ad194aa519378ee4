using System.Text.Json;
using Heimdall.Ledger.Features;

namespace Heimdall.Ledger.Jobs;

/// <summary>The extraction of one feature set version for one subject, live or settled.</summary>
/// <param name="Status">One of <see cref="JobStatus"/>.</param>
/// <param name="Lane"><c>live</c> or <c>backfill</c>.</param>
/// <param name="Progress">Percent, 0…100.</param>
/// <param name="NotBefore">A retry waits until then; null once settled, the end of time while it <see cref="IsHeld"/>.</param>
/// <param name="LeaseOwner">The worker that has it, or had it last.</param>
/// <param name="Statistics">A <see cref="JobStatistics"/> as JSON, once settled.</param>
/// <param name="ErrorKind">One of <see cref="JobErrorKind"/>; null unless it failed or was cancelled.</param>
public sealed record Job(
    Guid Id,
    string SubjectKind,
    Guid SubjectId,
    Guid? RecordingSessionId,
    string FeatureSet,
    int FeatureVersion,
    string Status,
    string Lane,
    int Priority,
    int Progress,
    DateTimeOffset? ProgressedAt,
    int Attempt,
    int MaxAttempts,
    DateTimeOffset? NotBefore,
    string? LeaseOwner,
    DateTimeOffset? LeaseExpiresAt,
    string? Traceparent,
    Guid? RetryOf,
    Guid? BackfillId,
    string RequestedBy,
    DateTimeOffset QueuedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    JsonElement? Statistics,
    string? ErrorKind,
    string? ErrorMessage)
{
    /// <summary>It waits for its backfill to go on, however long that takes.</summary>
    public bool IsHeld => Status == JobStatus.Queued && NotBefore == DateTimeOffset.MaxValue;

    /// <summary>It waits for its time, as after a failed attempt; by whose clock is for the caller to know.</summary>
    public bool IsWaitingAt(DateTimeOffset now) => Status == JobStatus.Queued && !IsHeld && NotBefore > now;

    /// <summary>Milliseconds from the last attempt's start to the end; null before.</summary>
    public double? ExecutionTimeMs => CompletedAt is { } end && StartedAt is { } start ? (end - start).TotalMilliseconds : null;
}

/// <summary>One try at a job, by one worker, under one lease.</summary>
/// <param name="Outcome"><c>completed</c>, <c>failed</c>, <c>retry</c>, <c>released</c>, <c>lease_expired</c> or <c>cancelled</c>; null while it goes on.</param>
/// <param name="Stages">Milliseconds by stage, as JSON.</param>
public sealed record JobAttempt(
    Guid JobId,
    long LeaseToken,
    int Attempt,
    string Worker,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string? Outcome,
    string? ErrorKind,
    string? ErrorMessage,
    JsonElement? Stages);

/// <summary>The states of a job. The first two are live.</summary>
public static class JobStatus
{
    public const string Queued = "queued";
    public const string Extracting = "extracting";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    public static IReadOnlyList<string> All { get; } = [Queued, Extracting, Completed, Failed, Cancelled];
}

/// <summary>Why a job did not complete.</summary>
public static class JobErrorKind
{
    /// <summary>Every receiver's recording is unusable: trying again would not help.</summary>
    public const string Data = "data";

    /// <summary>The database, the store or the broker was out of reach, too often.</summary>
    public const string Infrastructure = "infrastructure";

    /// <summary>The program did something wrong, or the database refused what it wrote: trying again would do the same.</summary>
    public const string Program = "program";

    /// <summary>Its workers stopped renewing their leases, too often.</summary>
    public const string LeaseExpired = "lease_expired";
    public const string Timeout = "timeout";
    public const string Cancelled = "cancelled";

    public static IReadOnlyList<string> All { get; } = [Data, Infrastructure, Program, LeaseExpired, Timeout, Cancelled];

    /// <summary>Why a job with this result failed: the program, where it was at fault with any recording, else the data.</summary>
    /// <returns>Null where a recording could be extracted: the job completes.</returns>
    public static string? Of(ExtractionResult result) => !result.AllFailed ? null
        : result.Receivers.Any(receiver => receiver is ReceiverResult.Failed { ErrorCode: ReceiverResult.Failed.InternalError }) ? Program
        : Data;
}

/// <summary>What a job did, in numbers.</summary>
public sealed record JobStatistics(int Total, int Success, int Failed, IReadOnlyList<JobReceiverError> Errors)
{
    public static JobStatistics Of(ExtractionResult result)
    {
        var errors = result.Receivers.OfType<ReceiverResult.Failed>()
            .Select(failed => new JobReceiverError(failed.MeasurementId, failed.ErrorCode, MessageText.Fit(failed.ErrorMessage))).ToList();
        return new(result.Receivers.Count, result.Receivers.Count - errors.Count, errors.Count, errors);
    }
}

/// <summary>Why one receiver of a job has no features.</summary>
public sealed record JobReceiverError(Guid MeasurementId, string ErrorCode, string ErrorMessage);
