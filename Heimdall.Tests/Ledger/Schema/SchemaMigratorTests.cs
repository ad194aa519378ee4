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
