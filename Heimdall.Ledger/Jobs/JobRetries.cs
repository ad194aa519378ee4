using Heimdall.Ledger.Features;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>Starts anew what failed or was cancelled, and runs now what waits for its next attempt, because an operator asks for it.</summary>
public sealed class JobRetries(NpgsqlDataSource database)
{
    private static readonly string FindLaterCompleted = SqlFile.Read("Jobs.find_later_completed_job");
    private static readonly string Retry = SqlFile.Read("Jobs.retry_jobs");
    private static readonly string MakeDue = SqlFile.Read("Jobs.make_due");

    /// <summary>
    /// Queues a new job in place of one that failed or was cancelled, in its lane and with its priority. Callers at the same moment get one
    /// new job: the session's row lets them in one after the other. A job that waits for its time is made due instead, with its attempts
    /// counted as they are; one that its paused backfill holds is not.
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
            case JobStatus.Queued:
                return await MakeDueAsync(turn, job, requestedBy);
            case JobStatus.Extracting:
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

    /// <summary>Whether it waits is for the database's clock to say, in the statement itself: nothing comes in between.</summary>
    private static async Task<JobRetryOutcome?> MakeDueAsync(SessionTurn turn, Job job, string requestedBy)
    {
        if (await turn.QueryAsync<Guid?>(MakeDue, new { id = job.Id }) is { } jobId)
        {
            var detail = new { JobId = jobId, SessionId = job.RecordingSessionId, MadeDue = true, Waited = new { Until = job.NotBefore, job.Attempt } };
            return new JobRetryOutcome.MadeDue(await turn.CommitAsync(jobId, requestedBy, "job.retry", $"job/{jobId}", detail));
        }

        // Due, held, or taken since the look before; where it ended since, everything is looked at anew.
        var unchanged = await turn.FindJobAsync(job.Id);
        return unchanged?.Status is JobStatus.Queued or JobStatus.Extracting ? new JobRetryOutcome.Active(unchanged) : null;
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

    /// <summary>The job itself waited for its time, and is due now; no new one is queued.</summary>
    public sealed record MadeDue(Job Job) : JobRetryOutcome;

    /// <summary>The recording is under way already, or queued with nothing to hurry: it is due, held, or of another job than was asked about.</summary>
    public sealed record Active(Job Job) : JobRetryOutcome;

    /// <summary>This job, or a later one of the same recording, completed: there is nothing to retry.</summary>
    public sealed record Completed(Job Job) : JobRetryOutcome;

    /// <summary>There is no such job.</summary>
    public sealed record NotFound : JobRetryOutcome;
}
