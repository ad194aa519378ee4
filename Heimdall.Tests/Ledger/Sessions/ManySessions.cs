using Dapper;
using Heimdall.Ledger.Coverage;
using Heimdall.Ledger.Sessions;
using Heimdall.Tests.Servers;
using Npgsql;

namespace Heimdall.Tests.Ledger.Sessions;

/// <summary>Sessions of every kind, from a fixed seed, in a database; and what each is, to filter and sort it by plain means.</summary>
public sealed class ManySessions : IAsyncLifetime
{
    public const int Count = 300;
    public const int Seed = 20261122;

    private static readonly string[] _names = ["Evening net", "evening NET", "50% done", "under_score", "back\\slash", "plain"];
    private static readonly string[] _owners = ["anna", "Bert"];
    private static readonly string[] _codes = ["too_short", "truncated", "hash_mismatch"];

    private readonly TestDatabase _database = new();

    internal NpgsqlDataSource Database => _database.Source;

    internal IReadOnlyList<ManySession> All { get; private set; } = [];

    internal IReadOnlyList<Guid> Stations { get; private set; } = [];

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        var random = new Random(Seed);
        Stations = [.. Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7())];
        All = [.. Enumerable.Range(0, Count).Select(_ => Make(random))];
        await using var connection = await Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("set local session_replication_role = replica", transaction: transaction);
        await connection.ExecuteAsync(
            "insert into heimdall.websdr_stations (id, name, latitude, longitude) select id, 'station ' || id, 45, 7 from unnest(@stations) id", new { stations = Stations.ToArray() }, transaction);
        foreach (var session in All)
        {
            await InsertAsync(connection, transaction, session);
        }

        await transaction.CommitAsync();
        await connection.ExecuteAsync("analyze heimdall.recording_sessions, heimdall.coverage, heimdall.measurement_features, heimdall.measurements, heimdall.receiver_features");
    }

    public Task DisposeAsync() => _database.DisposeAsync();

    private ManySession Make(Random random)
    {
        var status = random.Next(10) switch { 0 => SessionStatus.InProgress, 1 => SessionStatus.Failed, _ => SessionStatus.Completed };
        var state = status != SessionStatus.Completed ? null : random.Next(10) switch { 0 => CoverageState.Missing, 1 or 2 => CoverageState.Failed, _ => CoverageState.With };
        return new ManySession(
            Guid.CreateVersion7(),
            random.Next(4) == 0 ? null : _names[random.Next(_names.Length)],
            _owners[random.Next(_owners.Length)],
            random.Next(3) == 0 ? "Storm over the Alps" : null,
            status,
            new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(200)),
            7_000_000 + (random.Next(40) * 1000),
            state,
            state == CoverageState.With && random.Next(5) > 0 ? random.Next(-20, 200) / 4.0 : null,
            [.. Stations.Where(_ => random.Next(3) == 0)],
            state is CoverageState.With or CoverageState.Failed && random.Next(3) == 0 ? _codes[random.Next(_codes.Length)] : null);
    }

    private static async Task InsertAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ManySession session)
    {
        await connection.ExecuteAsync(
            """
            insert into heimdall.recording_sessions (id, name, owner, notes, status, frequency_hz, session_start, session_end, failure_reason)
            values (@Id, @Name, @Owner, @Notes, @Status, @FrequencyHz, @Start, case when @Status <> 'in_progress' then @Start end, case when @Status = 'failed' then 'seeded' end)
            """,
            session,
            transaction);
        if (session.State is not null)
        {
            await connection.ExecuteAsync(
                """
                insert into heimdall.coverage (recording_session_id, feature_set, feature_version, state, session_start, measurements) values (@Id, 'rf.iq', 1, @State, @Start, 1);
                insert into heimdall.measurement_features (recording_session_id, feature_set, feature_version, job_id, extraction_metadata, overall_confidence, mean_snr_db, num_receivers_detected, extraction_failed, error_message)
                select @Id, 'rf.iq', 1, @Id, '{}', 0.5, @SnrDb, 1, @State = 'failed', case when @State = 'failed' then 'seeded' end where @State <> 'missing'
                """,
                session,
                transaction);
        }

        foreach (var (station, index) in session.Stations.Select((station, index) => (station, index)))
        {
            await connection.ExecuteAsync(
                """
                insert into heimdall.measurements (id, recording_session_id, websdr_station_id, frequency_hz, sample_rate_source, datatype, iq_data_location, recorded_at, station_latitude, station_longitude, dc_guard_bins)
                values (@measurement, @Id, @station, 1, 'declared', 'wav', 'x', @Start, 0, 0, 2);
                insert into heimdall.receiver_features (measurement_id, feature_set, feature_version, status, error_code, error_message, features, duration_ms)
                select @measurement, 'rf.iq', 1, case when @code is null then 'ok' else 'failed' end, @code, @code, case when @code is null then '{}'::jsonb end, 1 where @State is not null and @State <> 'missing'
                """,
                new { measurement = Guid.CreateVersion7(), session.Id, station, session.Start, session.State, code = index == 0 ? session.ErrorCode : null },
                transaction);
        }
    }
}

/// <summary>One of them.</summary>
internal sealed record ManySession(
    Guid Id,
    string? Name,
    string Owner,
    string? Notes,
    string Status,
    DateTimeOffset Start,
    long FrequencyHz,
    string? State,
    double? SnrDb,
    IReadOnlyList<Guid> Stations,
    string? ErrorCode)
{
    public bool Passes(SessionFilter filter) =>
        (filter.Status is null || Status == filter.Status)
        && (filter.CoverageState is null || State == filter.CoverageState)
        && (filter.Search is null || new[] { Name, Owner, Notes }.Any(text => text?.Contains(filter.Search, StringComparison.OrdinalIgnoreCase) == true))
        && (filter.StationId is null || Stations.Contains(filter.StationId.Value))
        && (filter.From is null || Start >= filter.From)
        && (filter.To is null || Start < filter.To)
        && (filter.MinFrequencyHz is null || FrequencyHz >= filter.MinFrequencyHz)
        && (filter.MaxFrequencyHz is null || FrequencyHz <= filter.MaxFrequencyHz)
        && (filter.MinSnrDb is null || SnrDb >= filter.MinSnrDb)
        && (filter.MaxSnrDb is null || SnrDb <= filter.MaxSnrDb)
        && (filter.ErrorCode is null || (Stations.Count > 0 && ErrorCode == filter.ErrorCode))
        && (filter.Order is not (SessionOrder.LowestSnrFirst or SessionOrder.HighestSnrFirst) || SnrDb is not null);
}
