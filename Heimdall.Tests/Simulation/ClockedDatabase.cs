using Dapper;
using Heimdall.Ledger.Schema;
using Heimdall.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Heimdall.Tests.Simulation;

/// <summary>
/// A real database with the real schema whose clock a test sets, and its server's start with it. The statements say <c>now()</c>, and the search
/// path of these connections has another one before PostgreSQL's own.
/// </summary>
internal sealed class ClockedDatabase : IAsyncDisposable
{
    private const string MakeClock = """
        create schema clock;
        create table clock.hands (at timestamptz not null);
        insert into clock.hands values (@start);
        create function clock.now() returns timestamptz language sql stable as 'select at from clock.hands';
        create table clock.server (started_at timestamptz not null, is_away boolean not null);
        insert into clock.server values (@start, false);
        create function clock.pg_postmaster_start_time() returns timestamptz language plpgsql as $$
        begin
          if (select is_away from clock.server) then
            raise exception 'the server is away' using errcode = 'cannot_connect_now';
          end if;
          return (select started_at from clock.server);
        end $$;
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

    /// <summary>The server was restarted at this moment.</summary>
    public Task RestartAsync() => ExecuteAsync("update clock.server set started_at = clock.now()", new { });

    /// <summary>From now on, or no more, whoever looks at the server finds it away. What else is asked of it is answered.</summary>
    public Task SetAwayAsync(bool isAway) => ExecuteAsync("update clock.server set is_away = @isAway", new { isAway });

    public async Task ExecuteAsync(string sql, object parameters)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
