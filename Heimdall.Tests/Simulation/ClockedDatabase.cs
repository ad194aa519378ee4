using Dapper;
using Heimdall.Ledger.Schema;
using Heimdall.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Heimdall.Tests.Simulation;

/// <summary>
/// A real database with the real schema whose clock a test sets. The statements say <c>now()</c>, and the search path of these connections has
/// another one before PostgreSQL's own.
/// </summary>
internal sealed class ClockedDatabase : IAsyncDisposable
{
    private const string MakeClock = """
        create schema clock;
        create table clock.hands (at timestamptz not null);
        insert into clock.hands values (@start);
        create function clock.now() returns timestamptz language sql stable as 'select at from clock.hands';
        """;

    private ClockedDatabase(NpgsqlDataSource source) => Source = source;

    /// <summary>Where the clock begins.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public NpgsqlDataSource Source { get; }

    public static async Task<ClockedDatabase> CreateAsync()
    {
        var connectionString = new NpgsqlConnectionStringBuilder(await PostgresServer.CreateDatabaseAsync()) { SearchPath = "clock,pg_catalog" };
        var source = NpgsqlDataSource.Create(connectionString);
        await using (var connection = await source.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(MakeClock, new { start = Start });
        }

        await new SchemaMigrator(source, NullLogger<SchemaMigrator>.Instance).MigrateAsync(CancellationToken.None);
        return new ClockedDatabase(source);
    }

    /// <summary>Sets the clock to so many milliseconds after its start.</summary>
    public Task SetAsync(long nowMs) => ExecuteAsync("update clock.hands set at = @at", new { at = Start.AddMilliseconds(nowMs) });

    public async Task ExecuteAsync(string sql, object parameters)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
