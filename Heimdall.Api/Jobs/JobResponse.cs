using System.Text.Json;
using System.Text.Json.Serialization;
using Heimdall.Ledger.Jobs;

namespace Heimdall.Api.Jobs;

/// <summary>An extraction, live or settled.</summary>
/// <param name="Status"><c>queued</c>, <c>extracting</c>, <c>completed</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Lane"><c>live</c> or <c>backfill</c>.</param>
/// <param name="Progress">Percent, 0…100.</param>
/// <param name="NotBefore">A retry waits until then; null while it is held.</param>
/// <param name="IsHeld">True while it waits for its backfill, which is paused, to go on.</param>
/// <param name="Owner">The worker that has it, or had it last.</param>
/// <param name="ExecutionTimeMs">Of the last attempt, once settled.</param>
/// <param name="Statistics"><c>{total, success, failed, errors}</c> by receiver, once settled.</param>
/// <param name="RetryOf">The job that failed or was cancelled, where this one is its retry.</param>
/// <param name="TraceId">The trace of the request that caused it and of all that is done for it; where nothing caused it, one of its own.</param>
/// <param name="Attempts">Every try; only where one job is shown.</param>
/// <param name="AllowedActions">
/// <c>retry</c>, <c>cancel</c>, both or none: what the caller may do with it; only where one job is shown. To retry one that is queued is to run it now.
/// </param>
/// <param name="MadeDue">Only where a retry answers: true where the job waited and is due now, false where it is a new one.</param>
internal sealed record JobResponse(
    Guid Id,
    string SubjectKind,
    Guid SubjectId,
    Guid? SessionId,
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
    bool IsHeld,
    string? Owner,
    DateTimeOffset? LeaseExpiresAt,
    Guid? RetryOf,
    Guid? BackfillId,
    string RequestedBy,
    DateTimeOffset QueuedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    double? ExecutionTimeMs,
    JsonElement? Statistics,
    string? ErrorKind,
    string? ErrorMessage,
    string? Traceparent,
    string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<JobAttemptResponse>? Attempts,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? AllowedActions,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? MadeDue = null)
{
    public static JobResponse Of(Job job) => new(
        job.Id,
        job.SubjectKind,
        job.SubjectId,
        job.RecordingSessionId,
        job.FeatureSet,
        job.FeatureVersion,
        job.Status,
        job.Lane,
        job.Priority,
        job.Progress,
        job.ProgressedAt,
        job.Attempt,
        job.MaxAttempts,
        job.IsHeld ? null : job.NotBefore,
        job.IsHeld,
        job.LeaseOwner,
        job.LeaseExpiresAt,
        job.RetryOf,
        job.BackfillId,
        job.RequestedBy,
        job.QueuedAt,
        job.StartedAt,
        job.CompletedAt,
        job.ExecutionTimeMs,
        job.Statistics,
        job.ErrorKind,
        job.ErrorMessage,
        job.Traceparent,
        JobTrace.TraceIdOf(job.Id, job.Traceparent),
        Attempts: null,
        AllowedActions: null);
}

/// <summary>One try at a job.</summary>
/// <param name="Outcome"><c>completed</c>, <c>failed</c>, <c>retry</c>, <c>released</c>, <c>lease_expired</c> or <c>cancelled</c>; null while it goes on.</param>
/// <param name="Stages">Milliseconds by stage.</param>
internal sealed record JobAttemptResponse(
    int Attempt, string Worker, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Outcome, string? ErrorKind, string? ErrorMessage, JsonElement? Stages)
{
    public static JobAttemptResponse Of(JobAttempt attempt) => new(
        attempt.Attempt, attempt.Worker, attempt.StartedAt, attempt.EndedAt, attempt.Outcome, attempt.ErrorKind, attempt.ErrorMessage, attempt.Stages);
}
