using Dapper;
using Heimdall.Ledger.Access;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>Starts anew what failed or was cancelled, because an operator asks for it.</summary>
public sealed class JobRetries(NpgsqlDataSource database)
{
    /// <summary>A batch that queued the recording at the same moment may have ended before it is looked at; then everything is looked at anew.</summary>
    private const int MostLooks = 5;

    private static readonly string Find = SqlFile.Read("Jobs.find_job");
    private static readonly string LockSession = SqlFile.Read("Sessions.lock_session");
    private static readonly string FindLive = SqlFile.Read("Jobs.find_live_job");
    private static readonly string FindLaterCompleted = SqlFile.Read("Jobs.find_later_completed_job");
    private static readonly string Retry = SqlFile.Read("Jobs.retry_jobs");

    /// <summary>
    /// Queues a new job in place of one that failed or was cancelled, in its lane and with its priority. Callers at the same moment get one
    /// new job: the session's row lets them in one after the other.
    /// </summary>
    /// <param name="requestedBy">Name of the key; written into the job and the audit log.</param>
    public async Task<JobRetryOutcome> RetryAsync(Guid id, string requestedBy, string? traceparent, CancellationToken cancellationToken)
    {
        for (var look = 1; look <= MostLooks; look++)
        {
            if (await TryAsync(id, requestedBy, traceparent, cancellationToken) is { } outcome)
            {
                return outcome;
            }
        }

        throw new TimeoutException($"Job {id} could not be retried: other jobs of its recording come and go all the time.");
    }

    private async Task<JobRetryOutcome?> TryAsync(Guid id, string requestedBy, string? traceparent, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        CommandDefinition Command(string statement, object parameters) => new(statement, parameters, transaction, cancellationToken: cancellationToken);

        var job = await connection.QuerySingleOrDefaultAsync<Job>(Command(Find, new { id }));
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

        await connection.ExecuteScalarAsync<string>(Command(LockSession, new { id = job.SubjectId }));
        var subject = new { session_id = job.SubjectId, feature_set = job.FeatureSet, feature_version = job.FeatureVersion };
        if (await connection.QuerySingleOrDefaultAsync<Job>(Command(FindLive, subject)) is { } live)
        {
            return new JobRetryOutcome.Active(live);
        }

        if (await connection.QuerySingleOrDefaultAsync<Job>(Command(FindLaterCompleted, new { id })) is { } done)
        {
            return new JobRetryOutcome.Completed(done);
        }

        var retried = await connection.QuerySingleOrDefaultAsync<Guid?>(Command(Retry, new { ids = new[] { id }, traceparent, requested_by = requestedBy }));
        if (retried is null)
        {
            return null;
        }

        await AuditLog.WriteAsync(transaction, requestedBy, "job.retry", $"job/{id}", new { JobId = retried, SessionId = job.RecordingSessionId }, cancellationToken);
        var queued = await connection.QuerySingleAsync<Job>(Command(Find, new { id = retried }));
        await transaction.CommitAsync(cancellationToken);
        return new JobRetryOutcome.Queued(queued);
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
