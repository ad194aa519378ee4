using System.Text.RegularExpressions;
using Dapper;
using Heimdall.Benchmarks.Seed;
using Heimdall.Ledger;
using Heimdall.Ledger.Coverage;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Sessions;
using Heimdall.Tests.Servers;
using Npgsql;

namespace Heimdall.Tests.Ledger;

/// <summary>What each of the statements costs in a small and in a larger database.</summary>
public sealed partial class SeededLedger : IAsyncLifetime
{
    public const int Small = 2 * SessionSeeder.UncoveredSessions;
    public const int Large = 5 * Small;

    private readonly TestDatabase _database = new();
    private readonly Dictionary<string, QueryCost> _small = [];
    private readonly Dictionary<string, QueryCost> _large = [];

    /// <summary>The statements, and what they are asked with. What is left out is null.</summary>
    internal static IReadOnlyList<AskedStatement> Statements { get; } =
    [
        new("statistics", "Coverage.sum_coverage", Set),
        new("next batch", "Jobs.enqueue_missing", new(Set) { ["newest"] = 40, ["oldest"] = 10, ["requested_by"] = "test" }),
        new("rescue", "Jobs.requeue_expired", new() { ["limit"] = 100 }),
        new("exhausted", "Jobs.find_exhausted", new() { ["limit"] = 100 }),
        new("sessions", "Sessions.walk_by_start", Walk),
        new("sessions by frequency", "Sessions.walk_by_frequency", Walk),
        new("sessions by SNR", "Sessions.walk_by_snr", new(Walk.Concat(Set))),
        new("sessions that pass", "Sessions.filter_sessions", new(Walk.Concat(Set)) { ["by_snr"] = true, ["error_code"] = "too_short", ["pattern"] = "%x%" }),
        new("sessions of a page", "Sessions.list_sessions", new(Walk.Concat(Set))),
        new("sessions with a rare error", "Sessions.pick_by_error", new(Set) { ["error_code"] = "hash_mismatch", ["most"] = 10 }),
        new("sessions with a word", "Sessions.pick_by_words", new() { ["pattern"] = "%listening 1234%", ["most"] = 10 }),
        .. SessionStatus.All.Select(status => new AskedStatement($"sessions {status}", "Sessions.walk_by_status", new(Walk) { ["status"] = status })),
        .. new[] { CoverageState.Missing, CoverageState.With, CoverageState.Failed }.Select(state =>
            new AskedStatement($"sessions, features {state}", "Sessions.walk_by_coverage", new(Walk.Concat(Set)) { ["state"] = state })),
        new("session", "Sessions.find_session", OfSession),
        new("complete", "Sessions.complete_session", new(Set.Concat(OfSession)) { ["requested_by"] = "test" }),
        new("jobs", "Jobs.list_jobs", Page),
        .. JobStatus.All.Select(status => new AskedStatement($"jobs {status}", "Jobs.list_jobs", new(Page) { ["status"] = status })),
        new("jobs of a session", "Jobs.list_jobs", new(Page.Concat(OfSession))),
        new("job", "Jobs.find_job", OfSession),
        new("live job", "Jobs.find_live_job", new(Set.Concat(OfSession))),
        new("extraction has ended", "Jobs.extraction_has_ended", new(Set.Concat(OfSession))),
        new("last finished job", "Jobs.find_last_finished_job", new(Set.Concat(OfSession))),
        new("features of a session", "Features.find_session_features", new(Set.Concat(OfSession))),
        new("receivers of a session", "Features.list_receiver_features", new(Set.Concat(OfSession))),
        new("measurements of a session", "Measurements.list_measurements", OfSession),
    ];

    private static Dictionary<string, object> Set => new() { ["feature_set"] = "rf.iq", ["feature_version"] = 1 };

    /// <summary>Small enough to be full of each kind at either size.</summary>
    private static Dictionary<string, object> Page => new() { ["limit"] = 6 };

    private static Dictionary<string, object> Walk => new()
    {
        ["descending"] = true,
        ["after_start"] = new DateTime(2200, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        ["after_frequency"] = 2_000_000_000_000,
        ["after_snr"] = 1e300,
        ["after_id"] = Guid.Empty,
        ["from"] = DateTime.UnixEpoch,
        ["to"] = new DateTime(2200, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        ["min_frequency"] = 0L,
        ["max_frequency"] = 2_000_000_000_000,
        ["by_snr"] = false,
        ["min_snr"] = -1e300,
        ["max_snr"] = 1e300,
        ["sort_key"] = "session_start",
        ["look"] = 6,
        ["ids"] = Array.Empty<Guid>(),
    };

    private static Dictionary<string, object> OfSession => new() { ["session_id"] = Guid.Empty, ["id"] = Guid.Empty };

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        await MeasureAsync(Small, _small);
        await MeasureAsync(Large, _large);
    }

    public Task DisposeAsync() => _database.DisposeAsync();

    internal (QueryCost Small, QueryCost Large) CostsOf(string name) => (_small[name], _large[name]);

    private async Task MeasureAsync(int sessions, Dictionary<string, QueryCost> costs)
    {
        await new SessionSeeder(_database.Source, TimeProvider.System).GrowToAsync(sessions, _ => { }, CancellationToken.None);
        await using var connection = await _database.Source.OpenConnectionAsync();
        var known = await connection.QuerySingleAsync<Guid>("select id from heimdall.recording_sessions order by session_start desc limit 1");
        foreach (var statement in Statements)
        {
            costs[statement.Name] = await CostAsync(connection, statement, known);
        }
    }

    /// <summary>Runs it twice and takes it back: the first time may set what the rows' readers remember about them.</summary>
    private static async Task<QueryCost> CostAsync(NpgsqlConnection connection, AskedStatement statement, Guid knownSession)
    {
        var sql = SqlFile.Read(statement.File);
        await ExplainAsync();
        return QueryCost.Of(await ExplainAsync());

        async Task<string> ExplainAsync()
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var command = new NpgsqlCommand($"explain (analyze, buffers, format json) {sql}", connection, transaction);
            foreach (var name in Parameter().Matches(sql).Select(match => match.Value[1..]).Distinct(StringComparer.Ordinal))
            {
                var value = statement.Parameters.GetValueOrDefault(name, DBNull.Value);
                command.Parameters.AddWithValue(name, value switch
                {
                    Guid => knownSession,
                    Guid[] => new[] { knownSession },
                    _ => value,
                });
            }

            return (string)(await command.ExecuteScalarAsync())!;
        }
    }

    [GeneratedRegex("(?<![:@])@[a-z_0-9]+")]
    private static partial Regex Parameter();
}

/// <summary>A statement of the ledger and what it is asked with.</summary>
internal sealed record AskedStatement(string Name, string File, Dictionary<string, object> Parameters);
