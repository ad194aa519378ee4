using Heimdall.Ledger.Features;
using Heimdall.Ledger.Sessions;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>Asks for one session's extraction by hand.</summary>
public sealed class ExtractionRequests(NpgsqlDataSource database)
{
    private static readonly string HasRecording = SqlFile.Read("Jobs.session_is_covered");
    private static readonly string FindLastFinished = SqlFile.Read("Jobs.find_last_finished_job");
    private static readonly string FindStored = SqlFile.Read("Jobs.find_stored_result");
    private static readonly string Enqueue = SqlFile.Read("Jobs.enqueue_session");

    /// <summary>
    /// Queues the extraction of a completed session, and writes down who asked, unless it is under way or done. Callers at the same moment
    /// get one job: the session's row lets them in one after the other.
    /// </summary>
    /// <param name="forceReason">Why it is extracted again although it is done; the new result replaces the old one. Null: it is not.</param>
    /// <exception cref="TimeoutException">Others came in between every time.</exception>
    public Task<ExtractionRequestOutcome> RequestAsync(
        Guid sessionId, FeatureSetId set, string? forceReason, string requestedBy, string? traceparent, CancellationToken cancellationToken) =>
        SessionTurn.TakeAsync(
            database,
            turn => TryAsync(turn, new Request(sessionId, set, forceReason, requestedBy, traceparent)),
            $"Session {sessionId} could not be queued",
            cancellationToken);

    private static async Task<ExtractionRequestOutcome?> TryAsync(SessionTurn turn, Request asked)
    {
        switch (await turn.LockAsync(asked.SessionId))
        {
            case null:
                return new ExtractionRequestOutcome.SessionNotFound();
            case { } status when status != SessionStatus.Completed:
                return new ExtractionRequestOutcome.NotCompleted(status);
            default:
                break;
        }

        var subject = new { session_id = asked.SessionId, feature_set = asked.Set.Name, feature_version = asked.Set.Version };
        if (!await turn.QueryAsync<bool>(HasRecording, subject))
        {
            return new ExtractionRequestOutcome.NothingRecorded();
        }

        if (await turn.FindLiveAsync(asked.SessionId, asked.Set) is { } live)
        {
            return new ExtractionRequestOutcome.Active(live);
        }

        if (asked.ForceReason is null
            && (await turn.QueryAsync<Job>(FindLastFinished, subject) ?? await turn.QueryAsync<Job>(FindStored, subject)) is { } finished)
        {
            return new ExtractionRequestOutcome.Finished(finished);
        }

        return await QueueAsync(turn, asked) is { } queued ? new ExtractionRequestOutcome.Queued(queued) : null;
    }

    private static async Task<Job?> QueueAsync(SessionTurn turn, Request asked)
    {
        var id = Guid.CreateVersion7();
        var isQueued = await turn.ExecuteAsync(Enqueue, new
        {
            id,
            session_id = asked.SessionId,
            feature_set = asked.Set.Name,
            feature_version = asked.Set.Version,
            traceparent = asked.Traceparent,
            requested_by = asked.RequestedBy,
        });
        if (!isQueued)
        {
            return null;
        }

        var action = asked.ForceReason is null ? "session.extract" : "session.extract.force";
        var detail = new { Reason = asked.ForceReason, JobId = id, FeatureSet = asked.Set.Name, FeatureVersion = asked.Set.Version };
        return await turn.CommitAsync(id, asked.RequestedBy, action, $"session/{asked.SessionId}", detail);
    }

    private sealed record Request(Guid SessionId, FeatureSetId Set, string? ForceReason, string RequestedBy, string? Traceparent);
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
