using Dapper;
using Heimdall.Ledger.Schema;
using Heimdall.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Heimdall.Tests.Ledger.Schema;

public sealed class SchemaMigratorTests : IAsyncLifetime
{
    private NpgsqlDataSource _source = NpgsqlDataSource.Create("Host=unused");

    public async Task InitializeAsync() => _source = NpgsqlDataSource.Create(await PostgresServer.CreateDatabaseAsync());

    public Task DisposeAsync() => _source.DisposeAsync().AsTask();

    [Fact]
    public async Task Up_down_and_up_again_gives_the_same_schema()
    {
        await Migrator().MigrateAsync(CancellationToken.None);
        var first = await DescribeAsync();
        await Migrator().MigrateToAsync(0, CancellationToken.None);
        var undone = await DescribeAsync();
        await Migrator().MigrateAsync(CancellationToken.None);
        var second = await DescribeAsync();

        Assert.True(first.Count > 50);
        Assert.All(undone, line => Assert.Contains("schema_migrations", line, StringComparison.Ordinal));
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Every_step_can_be_undone_and_done_again_by_itself()
    {
        await Migrator().MigrateAsync(CancellationToken.None);
        var whole = await DescribeAsync();
        foreach (var step in SchemaMigrator.Known.Reverse())
        {
            await Migrator().MigrateToAsync(step.Version - 1, CancellationToken.None);
            await Migrator().MigrateToAsync(step.Version, CancellationToken.None);
            await Migrator().MigrateToAsync(step.Version - 1, CancellationToken.None);
        }

        await Migrator().MigrateAsync(CancellationToken.None);
        Assert.Equal(whole, await DescribeAsync());
    }

    [Fact]
    public async Task Stored_features_outlive_their_column_s_change_and_its_undoing()
    {
        await Migrator().MigrateToAsync(17, CancellationToken.None);
        await ExecuteAsync(
            """
            insert into heimdall.websdr_stations (id, name, latitude, longitude) values ('01900000-0000-7000-8000-000000000001', 'x', 0, 0);
            insert into heimdall.recording_sessions (id, owner, status, frequency_hz, session_start)
            values ('01900000-0000-7000-8000-000000000002', 'x', 'in_progress', 1, now());
            insert into heimdall.measurements (id, recording_session_id, websdr_station_id, frequency_hz, sample_rate_source, datatype, iq_data_location, recorded_at, station_latitude, station_longitude, dc_guard_bins)
            values ('01900000-0000-7000-8000-000000000003', '01900000-0000-7000-8000-000000000002', '01900000-0000-7000-8000-000000000001', 1, 'declared', 'wav', 'x', now(), 0, 0, 2);
            insert into heimdall.receiver_features (measurement_id, feature_set, feature_version, status, features, duration_ms)
            values ('01900000-0000-7000-8000-000000000003', 'rf.iq', 1, 'ok', '{"snr_db": {"mean": 20.25}, "delay": null}', 1)
            """);
        foreach (var version in new[] { 18, 17, 18 })
        {
            await Migrator().MigrateToAsync(version, CancellationToken.None);
            await using var connection = await _source.OpenConnectionAsync();
            Assert.Equal("20.25", await connection.ExecuteScalarAsync<string>("select features -> 'snr_db' ->> 'mean' from heimdall.receiver_features"));
        }
    }

    [Fact]
    public async Task Dead_letters_are_counted_when_their_bound_comes_and_the_count_of_others_outlives_its_undoing()
    {
        const int Unbounded = 22;
        const int Bounded = 23;
        await Migrator().MigrateToAsync(Unbounded, CancellationToken.None);
        await ExecuteAsync(
            """
            insert into heimdall.dead_letters (id, queue, fingerprint, reason, headers, body, body_bytes)
            select gen_random_uuid(), 'q', repeat(digit, 64), 'no JSON', '{}', '', 0 from unnest(array['a', 'b']) digit
            """);
        await Migrator().MigrateToAsync(Bounded, CancellationToken.None);
        await ExecuteAsync("insert into heimdall.dead_letters (id, queue, fingerprint, reason, headers, body, body_bytes) values (gen_random_uuid(), 'q', 'others', 'no JSON', '{}', '', 0)");
        foreach (var version in new[] { Unbounded, Bounded })
        {
            await Migrator().MigrateToAsync(version, CancellationToken.None);
            await using var connection = await _source.OpenConnectionAsync();
            Assert.Equal(3, await connection.ExecuteScalarAsync<int>("select count(*) from heimdall.dead_letters"));
        }

        await using var bounded = await _source.OpenConnectionAsync();
        Assert.Equal("others", await bounded.ExecuteScalarAsync<string>("select max(fingerprint) from heimdall.dead_letters"));
        Assert.Equal(2, await bounded.ExecuteScalarAsync<int>("select taken from heimdall.dead_letter_room"));
    }

    [Fact]
    public async Task Services_that_start_together_migrate_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Migrator().MigrateAsync(CancellationToken.None)));
        await using var connection = await _source.OpenConnectionAsync();
        Assert.Equal(SchemaMigrator.Known.Count, await connection.ExecuteScalarAsync<int>("select count(*) from heimdall.schema_migrations"));
    }

    [Fact]
    public async Task A_step_that_was_changed_after_it_was_applied_is_refused()
    {
        await Migrator().MigrateAsync(CancellationToken.None);
        await ExecuteAsync("update heimdall.schema_migrations set sha256 = '\\x00' where version = 2");
        var error = await Assert.ThrowsAsync<SchemaMismatchException>(() => Migrator().MigrateAsync(CancellationToken.None));
        Assert.Contains("0002", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        await Migrator().MigrateAsync(CancellationToken.None);
        await ExecuteAsync("insert into heimdall.schema_migrations (version, name, sha256) values (9999, 'future', '\\x00')");
        var error = await Assert.ThrowsAsync<SchemaMismatchException>(() => Migrator().MigrateAsync(CancellationToken.None));
        Assert.Contains("9999", error.Message, StringComparison.Ordinal);
    }

    private SchemaMigrator Migrator() => new(_source, NullLogger<SchemaMigrator>.Instance);

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    private async Task<List<string>> DescribeAsync()
    {
        await using var connection = await _source.OpenConnectionAsync();
        return (await connection.QueryAsync<string>("""
            select format('column %s.%s %s %s', table_name, column_name, data_type, is_nullable) from information_schema.columns where table_schema = 'heimdall'
            union all select format('index %s', indexdef) from pg_indexes where schemaname = 'heimdall'
            union all select format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint where connamespace = 'heimdall'::regnamespace
            union all select format('trigger %s', pg_get_triggerdef(oid)) from pg_trigger where not tgisinternal
            union all select format('function %s', proname) from pg_proc where pronamespace = 'heimdall'::regnamespace
            order by 1
            """)).AsList();
    }
}
