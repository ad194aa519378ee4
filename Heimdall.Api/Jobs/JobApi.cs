using System.Diagnostics;
using Heimdall.Api.Access;
using Heimdall.Api.Lists;
using Heimdall.Api.Sessions;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Jobs;

/// <summary>The extractions: what waits, what runs, what became of the rest; and what operators do about one of them.</summary>
internal static class JobApi
{
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/api/v1/jobs").WithTags("Jobs").RequireAuthorization(Role.Viewer);
        jobs.MapGet("", List).WithSummary("Lists jobs, the latest queued first.").ProducesProblem(422);
        jobs.MapGet("/{id}", Show).WithSummary("Shows a job with its attempts, and what the caller may do with it.").ProducesProblem(404);

        var operating = jobs.MapGroup("").RequireAuthorization(Role.Operator);
        operating.MapPost("/{id}/retry", Retry)
            .WithSummary("Queues a new job in place of one that failed or was cancelled: 202 the new job, 409 the active or the completed one.")
            .WithDescription(
                "A job that waits for its next attempt (queued, with not_before ahead) is made due at once: 202 the job itself, with made_due true. "
                + "It stays that job, with its attempts counted as they are. One that is due, that a worker has, or that its paused backfill holds: 409.")
            .ProducesProblem(404).ProducesProblem(409);
        operating.MapPost("/{id}/cancel", Cancel)
            .WithSummary("Cancels a job that waits or is worked on. Its recording is left alone until somebody retries it.")
            .ProducesProblem(404).ProducesProblem(409);
        operating.MapBulkJobs();
    }

    private static async Task<Results<Ok<PageResponse<JobResponse>>, ProblemHttpResult>> List(
        [AsParameters] JobListQuery query, [AsParameters] PageQuery page, JobStore jobs, CancellationToken cancellationToken)
    {
        if ((query.Check() ?? page.Check()) is { } problem)
        {
            return problem;
        }

        return TypedResults.Ok(PageResponse.Of(await jobs.ListAsync(query.Filter, page.Cursor, page.Items, cancellationToken), JobResponse.Of));
    }

    private static async Task<Results<Ok<JobResponse>, ProblemHttpResult>> Show(
        Guid id, Caller caller, JobStore jobs, SessionStore sessions, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(id, cancellationToken) is not { } job)
        {
            return JobProblem.NotFound(id);
        }

        var mayChange = caller.Role != Role.Viewer && await sessions.FindChangeableAsync(job.SubjectId, caller, cancellationToken) is not null;
        return TypedResults.Ok(JobResponse.Of(job) with
        {
            Attempts = [.. (await jobs.ListAttemptsAsync(id, cancellationToken)).Select(JobAttemptResponse.Of)],
            AllowedActions = mayChange ? JobActions.Of(job, time.GetUtcNow()) : [],
        });
    }

    private static async Task<Results<Accepted<JobResponse>, ProblemHttpResult>> Retry(
        Guid id, Caller caller, JobStore jobs, SessionStore sessions, JobRetries retries, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await IsChangeableAsync(id, caller, jobs, sessions, cancellationToken))
        {
            return JobProblem.NotFound(id);
        }

        return await retries.RetryAsync(id, caller.Name, Activity.Current?.Id, cancellationToken) switch
        {
            JobRetryOutcome.Queued(var job) => Accepted(job, madeDue: false),
            JobRetryOutcome.MadeDue(var job) => Accepted(job, madeDue: true),
            JobRetryOutcome.Active(var job) => JobProblem.Active(job, time.GetUtcNow()),
            JobRetryOutcome.Completed(var job) => JobProblem.Completed(job),
            JobRetryOutcome.NotFound => JobProblem.NotFound(id),
            var outcome => throw new UnreachableException(outcome.ToString()),
        };
    }

    private static async Task<Results<Ok<JobResponse>, ProblemHttpResult>> Cancel(
        Guid id, Caller caller, JobStore jobs, SessionStore sessions, JobCancellations cancellations, CancellationToken cancellationToken)
    {
        if (!await IsChangeableAsync(id, caller, jobs, sessions, cancellationToken))
        {
            return JobProblem.NotFound(id);
        }

        return await cancellations.CancelAsync(id, caller.Name, cancellationToken) switch
        {
            JobCancelOutcome.Cancelled(var job) => TypedResults.Ok(JobResponse.Of(job)),
            JobCancelOutcome.Finished(var job) => JobProblem.Finished(job),
            JobCancelOutcome.NotFound => JobProblem.NotFound(id),
            var outcome => throw new UnreachableException(outcome.ToString()),
        };
    }

    private static Accepted<JobResponse> Accepted(Job job, bool madeDue) =>
        TypedResults.Accepted($"/api/v1/jobs/{job.Id}", JobResponse.Of(job) with { MadeDue = madeDue });

    /// <summary>Another's job is as unknown as one that is not there.</summary>
    private static async Task<bool> IsChangeableAsync(Guid id, Caller caller, JobStore jobs, SessionStore sessions, CancellationToken cancellationToken) =>
        await jobs.FindAsync(id, cancellationToken) is { } job && await sessions.FindChangeableAsync(job.SubjectId, caller, cancellationToken) is not null;
}
