using Dapper;
using Heimdall.Ledger.Access;
using Heimdall.Ledger.Features;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>
/// A caller's turn at a session, in one transaction: its row lets those who want a job of it in one after the other, and each sees what the
/// one before queued. Batches do not wait for a turn; where one of them comes first the table refuses the second job, and the caller looks again.
/// </summary>
internal sealed class SessionTurn : IAsyncDisposable
{
    /// <summary>A batch that queued the recording at the same moment may have ended before it is looked at; then everything is looked at anew.</summary>
    private const int MostLooks = 5;

    private static readonly string Lock = SqlFile.Read("Sessions.lock_session");
    private static readonly string FindLive = SqlFile.Read("Jobs.find_live_job");
    private static readonly string FindJob = SqlFile.Read("Jobs.find_job");

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly CancellationToken _cancellationToken;

    private SessionTurn(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        (_connection, _transaction, _cancellationToken) = (connection, transaction, cancellationToken);

    /// <summary>Looks and acts, again where another came in between. What an outcome did not commit is undone.</summary>
    /// <param name="database">The ledger.</param>
    /// <param name="look">One look: its outcome, or null where everything has changed meanwhile.</param>
    /// <param name="what">What is tried, for the message.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="TimeoutException">Others came in between every time.</exception>
    public static async Task<TOutcome> TakeAsync<TOutcome>(
        NpgsqlDataSource database, Func<SessionTurn, Task<TOutcome?>> look, string what, CancellationToken cancellationToken)
        where TOutcome : class
    {
        for (var looks = 1; looks <= MostLooks; looks++)
        {
            await using var turn = await BeginAsync(database, cancellationToken);
            if (await look(turn) is { } outcome)
            {
                return outcome;
            }
        }

        throw new TimeoutException($"{what}: other jobs of its recording come and go all the time.");
    }

    /// <summary>Waits until it is this caller's turn.</summary>
    /// <returns>The session's status; null where there is none.</returns>
    public Task<string?> LockAsync(Guid sessionId) => QueryAsync<string>(Lock, new { id = sessionId });

    public Task<Job?> FindLiveAsync(Guid sessionId, FeatureSetId set) =>
        QueryAsync<Job>(FindLive, new { session_id = sessionId, feature_set = set.Name, feature_version = set.Version });

    public Task<Job?> FindJobAsync(Guid id) => QueryAsync<Job>(FindJob, new { id });

    /// <summary>The one row of a statement, or null.</summary>
    public Task<T?> QueryAsync<T>(string statement, object parameters) => _connection.QuerySingleOrDefaultAsync<T>(Command(statement, parameters));

    /// <summary>Queues a job.</summary>
    /// <returns>True where it is queued, false where a batch came first.</returns>
    public async Task<bool> ExecuteAsync(string statement, object parameters) => await _connection.ExecuteAsync(Command(statement, parameters)) > 0;

    /// <summary>Writes down who did it and commits.</summary>
    /// <returns>The job as it is now.</returns>
    public async Task<Job> CommitAsync<TDetail>(Guid jobId, string actor, string action, string subject, TDetail detail)
    {
        await AuditLog.WriteAsync(_transaction, actor, action, subject, detail, _cancellationToken);
        var queued = await _connection.QuerySingleAsync<Job>(Command(FindJob, new { id = jobId }));
        await _transaction.CommitAsync(_cancellationToken);
        return queued;
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static async Task<SessionTurn> BeginAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            return new SessionTurn(connection, await connection.BeginTransactionAsync(cancellationToken), cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private CommandDefinition Command(string statement, object parameters) => new(statement, parameters, _transaction, cancellationToken: _cancellationToken);
}
