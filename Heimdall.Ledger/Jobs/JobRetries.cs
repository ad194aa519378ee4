using Heimdall.Ledger.Features;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>Starts anew what failed or was cancelled, because an operator asks for it.</summary>
public sealed class JobRetries(NpgsqlDataSource database)
{
    private static readonly string FindLaterCompleted = SqlFile.Read("Jobs.find_later_completed_job");
    private static readonly string Retry = SqlFile.Read("Jobs.retry_jobs");

    /// <summary>
    /// Queues a new job in place of one that failed or was cancelled, in its lane and with its priority. Callers at the same moment get one
    /// new job: the session's row lets them in one after the other.
    /// </summary>
    /// <param name="requestedBy">Name of the key; written into the job and the audit log.</param>
    /// <exception cref="TimeoutException">Others came in between every time.</exception>
    public Task<JobRetryOutcome> RetryAsync(Guid id, string requestedBy, string? traceparent, CancellationToken cancellationToken) =>
        SessionTurn.TakeAsync(database, turn => TryAsync(turn, id, requestedBy, traceparent), $"Job {id} could not be retried", cancellationToken);

    private static async Task<JobRetryOutcome?> TryAsync(SessionTurn turn, Guid id, string requestedBy, string? traceparent)
    {
        var job = await turn.FindJobAsync(id);
        switch (job?.Status)
        {
            case null:
                return new JobRetryOutcome.NotFound();
            case JobStatus.Queued or JobStatus.Extracting:
                return new JobRetryOutcome.Active(job);
            case JobStatus.Completed:
                return new JobRetryOutcome.Completed(job);
            default:
                break;
        }

        await turn.LockAsync(job.SubjectId);
        if (await turn.FindLiveAsync(job.SubjectId, new FeatureSetId(job.FeatureSet, job.FeatureVersion)) is { } live)
        {
            return new JobRetryOutcome.Active(live);
        }

        if (await turn.QueryAsync<Job>(FindLaterCompleted, new { id }) is { } done)
        {
            return new JobRetryOutcome.Completed(done);
        }

        var retried = await turn.QueryAsync<Guid?>(Retry, new { ids = new[] { id }, traceparent, requested_by = requestedBy });
        return retried is { } jobId
            ? new JobRetryOutcome.Queued(
                await turn.CommitAsync(jobId, requestedBy, "job.retry", $"job/{id}", new { JobId = jobId, SessionId = job.RecordingSessionId }))
            : null;
    }
}

/// <summary>What became of asking for a retry.</summary>
public abstract record JobRetryOutcome
{
    private JobRetryOutcome()
    {
    }

    /// <summary>A new job is queued.</summary>
    public sealed record Queued(Job Job) : JobRetryOutcome;

    /// <summary>The recording is queued or under way already.</summary>
    public sealed record Active(Job Job) : JobRetryOutcome;

    /// <summary>This job, or a later one of the same recording, completed: there is nothing to retry.</summary>
    public sealed record Completed(Job Job) : JobRetryOutcome;

    /// <summary>There is no such job.</summary>
    public sealed record NotFound : JobRetryOutcome;
}
