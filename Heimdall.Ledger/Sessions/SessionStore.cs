using Dapper;
using Heimdall.Ledger.Access;
using Heimdall.Ledger.Jobs;
using Npgsql;

namespace Heimdall.Ledger.Sessions;

/// <summary>The listening events and how they end.</summary>
public sealed class SessionStore(NpgsqlDataSource database)
{
    private static readonly string Insert = SqlFile.Read("Sessions.insert_session");
    private static readonly string Find = SqlFile.Read("Sessions.find_session");
    private static readonly string Fail = SqlFile.Read("Sessions.fail_session");

    /// <summary>
    /// One round trip, and by that one transaction: the lock, then with a look of its own the end with all that follows from it, then what
    /// became of the session, and the job that makes its features.
    /// </summary>
    private static readonly string CompleteAndFind =
        string.Join(";\n", SqlFile.Read("Sessions.lock_session_to_complete"), SqlFile.Read("Sessions.complete_session"), Find, SqlFile.Read("Sessions.find_session_task"));

    private readonly SessionList _list = new(database, new SessionListBounds());

    public async Task<Session> CreateAsync(NewSession session, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new
        {
            id = Guid.CreateVersion7(),
            name = session.Name,
            owner = session.Owner,
            frequency_hz = session.FrequencyHz,
            bandwidth_hz = session.BandwidthHz,
            session_start = session.SessionStart,
            notes = session.Notes,
        };
        return await connection.QuerySingleAsync<Session>(new CommandDefinition(Insert, parameters, cancellationToken: cancellationToken));
    }

    public async Task<Session?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, null, id, cancellationToken);
    }

    /// <summary>
    /// Lists sessions in the order that the filter names. A page may be short of its limit, or empty, and yet have a next one: a filter that
    /// few of very many sessions pass is answered piece by piece, each within a fraction of a second.
    /// </summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of this list, or was made with another filter or order.</exception>
    public Task<Page<ListedSession>> ListAsync(SessionFilter filter, string? cursor, int limit, CancellationToken cancellationToken) =>
        _list.ReadAsync(filter, cursor, limit, cancellationToken);

    /// <summary>
    /// Ends a session and queues the extraction of its recordings in the same transaction: a session that is completed has its job,
    /// whatever happens next. Completing it again answers with the same job.
    /// </summary>
    public Task<SessionEnding> CompleteAsync(Guid id, string requestedBy, string? traceparent, CancellationToken cancellationToken) =>
        CompleteAsync(id, requestedBy, null, traceparent, cancellationToken);

    /// <inheritdoc cref="CompleteAsync(Guid, string, string?, CancellationToken)"/>
    /// <param name="owner">Whose session it must be; another's is as unknown as one that is not there. Null: anybody's.</param>
    public async Task<SessionEnding> CompleteAsync(Guid id, string requestedBy, string? owner, string? traceparent, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { id, owner, feature_set = Features.FeatureSetId.DefaultSet, requested_by = requestedBy, traceparent };
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(CompleteAndFind, parameters, cancellationToken: cancellationToken));
        var before = await answers.ReadSingleOrDefaultAsync<string>();
        var session = await answers.ReadSingleOrDefaultAsync<Session>();
        var task = await answers.ReadSingleOrDefaultAsync<Job>();
        var ending = Ending(before is null ? null : session, SessionStatus.Completed);
        return ending is SessionEnding.Ended ended ? ended with { Task = task, IsNew = before != SessionStatus.Completed } : ending;
    }

    /// <summary>Ends a session as failed, and writes down who did: what it recorded stays, and nothing is extracted.</summary>
    public async Task<SessionEnding> FailAsync(Guid id, string reason, string failedBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ExecuteAsync(new CommandDefinition(Fail, new { id, reason }, transaction, cancellationToken: cancellationToken)) > 0)
        {
            await AuditLog.WriteAsync(transaction, failedBy, "session.fail", $"session/{id}", new { Reason = reason }, cancellationToken);
        }

        var session = await FindAsync(connection, transaction, id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Ending(session, SessionStatus.Failed);
    }

    private static SessionEnding Ending(Session? session, string wanted) => session switch
    {
        null => new SessionEnding.NotFound(),
        _ when session.Status == wanted => new SessionEnding.Ended(session),
        _ => new SessionEnding.EndedOtherwise(session),
    };

    private static Task<Session?> FindAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid id, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<Session>(new CommandDefinition(Find, new { id }, transaction, cancellationToken: cancellationToken));
}
