using Dapper;
using Heimdall.Ledger.Access;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Sessions;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>Asks for one session's extraction by hand.</summary>
public sealed class ExtractionRequests(NpgsqlDataSource database)
{
    private static readonly string LockSession = SqlFile.Read("Sessions.lock_session");
    private static readonly string HasRecording = SqlFile.Read("Jobs.session_is_covered");
    private static readonly string FindLive = SqlFile.Read("Jobs.find_live_job");
    private static readonly string FindLastFinished = SqlFile.Read("Jobs.find_last_finished_job");
    private static readonly string FindStored = SqlFile.Read("Jobs.find_stored_result");
    private static readonly string Enqueue = SqlFile.Read("Jobs.enqueue_session");
    private static readonly string Find = SqlFile.Read("Jobs.find_job");

    /// <summary>
    /// Queues the extraction of a completed session, and writes down who asked, unless it is under way or done. Callers at the same moment
    /// get one job: the session's row lets them in one after the other.
    /// </summary>
    /// <param name="forceReason">Why it is extracted again although it is done; the new result replaces the old one. Null: it is not.</param>
    public async Task<ExtractionRequestOutcome> RequestAsync(
        Guid sessionId, FeatureSetId set, string? forceReason, string requestedBy, string? traceparent, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        CommandDefinition Command(string statement, object parameters) => new(statement, parameters, transaction, cancellationToken: cancellationToken);

        var status = await connection.QuerySingleOrDefaultAsync<string>(Command(LockSession, new { id = sessionId }));
        if (status is null)
        {
            return new ExtractionRequestOutcome.SessionNotFound();
        }

        if (status != SessionStatus.Completed)
        {
            return new ExtractionRequestOutcome.NotCompleted(status);
        }

        var subject = new { session_id = sessionId, feature_set = set.Name, feature_version = set.Version };
        if (!await connection.ExecuteScalarAsync<bool>(Command(HasRecording, subject)))
        {
            return new ExtractionRequestOutcome.NothingRecorded();
        }

        if (await connection.QuerySingleOrDefaultAsync<Job>(Command(FindLive, subject)) is { } live)
        {
            return new ExtractionRequestOutcome.Active(live);
        }

        if (forceReason is null
            && (await connection.QuerySingleOrDefaultAsync<Job>(Command(FindLastFinished, subject))
                ?? await connection.QuerySingleOrDefaultAsync<Job>(Command(FindStored, subject))) is { } finished)
        {
            return new ExtractionRequestOutcome.Finished(finished);
        }

        var id = Guid.CreateVersion7();
        var enqueued = await connection.ExecuteAsync(Command(Enqueue, new
        {
            id,
            session_id = sessionId,
            feature_set = set.Name,
            feature_version = set.Version,
            traceparent,
            requested_by = requestedBy,
        }));
        if (enqueued == 0)
        {
            // A batch, which does not lock sessions, came first.
            return new ExtractionRequestOutcome.Active(await connection.QuerySingleAsync<Job>(Command(FindLive, subject)));
        }

        var action = forceReason is null ? "session.extract" : "session.extract.force";
        var detail = new { Reason = forceReason, JobId = id, FeatureSet = set.Name, FeatureVersion = set.Version };
        await AuditLog.WriteAsync(transaction, requestedBy, action, $"session/{sessionId}", detail, cancellationToken);
        var queued = await connection.QuerySingleAsync<Job>(Command(Find, new { id }));
        await transaction.CommitAsync(cancellationToken);
        return new ExtractionRequestOutcome.Queued(queued);
    }
}

/// <summary>What became of a request for an extraction.</summary>
public abstract record ExtractionRequestOutcome
{
    private ExtractionRequestOutcome()
    {
    }

    /// <summary>A new job is queued.</summary>
    public sealed record Queued(Job Job) : ExtractionRequestOutcome;

    /// <summary>It is queued or under way already.</summary>
    public sealed record Active(Job Job) : ExtractionRequestOutcome;

    /// <summary>It is done, or failed, already. Of a job that was pruned since, what its result says.</summary>
    public sealed record Finished(Job Job) : ExtractionRequestOutcome;

    /// <summary>There is no such session.</summary>
    public sealed record SessionNotFound : ExtractionRequestOutcome;

    /// <summary>The session goes on, or failed.</summary>
    public sealed record NotCompleted(string Status) : ExtractionRequestOutcome;

    /// <summary>No station recorded anything.</summary>
    public sealed record NothingRecorded : ExtractionRequestOutcome;
}
