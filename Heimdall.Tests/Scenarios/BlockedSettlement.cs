using Dapper;
using Heimdall.Tests.Extractor;
using Npgsql;

namespace Heimdall.Tests.Scenarios;

/// <summary>A session whose result cannot be written yet: a transaction of the test has written that very row and does not end.</summary>
internal sealed class BlockedSettlement : IAsyncDisposable
{
    private const string TakeRow = """
        insert into heimdall.measurement_features (recording_session_id, feature_set, feature_version, job_id, extraction_metadata,
          overall_confidence, num_receivers_detected, extraction_failed)
        values (@session, 'rf.iq', 1, @session, '{}', 0, 0, false)
        """;

    private const string SomebodyWaits = "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')";

    private readonly Scenario _scenario;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private BlockedSettlement(Scenario scenario, Guid sessionId, NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (_scenario, SessionId, _connection, _transaction) = (scenario, sessionId, connection, transaction);

    /// <summary>The session, recorded and not completed yet.</summary>
    public Guid SessionId { get; }

    public static async Task<BlockedSettlement> BeginAsync(Scenario scenario)
    {
        var session = await scenario.RecordAsync(TestRecording.Tone());
        var connection = await scenario.Database.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(TakeRow, new { session }, transaction);
        return new BlockedSettlement(scenario, session, connection, transaction);
    }

    public Task<bool> IsWaitedForAsync() => _scenario.QueryAsync<bool>(SomebodyWaits);

    public Task LetGoAsync() => _transaction.RollbackAsync();

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
