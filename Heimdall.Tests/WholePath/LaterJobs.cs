using Dapper;
using Heimdall.LocalHosting.Testing;
using Npgsql;

namespace Heimdall.Tests.WholePath;

/// <summary>
/// While it lasts, new jobs become due a second after they are queued. A worker that hears of a commit finds nothing to claim then, so that
/// the way over the announcer and the broker is the one that is taken.
/// </summary>
internal sealed class LaterJobs : IAsyncDisposable
{
    private const string Begin = """
        create function heimdall.delay_job() returns trigger language plpgsql as $$
        begin
          new.not_before := now() + interval '1 second';
          return new;
        end $$;
        -- Triggers fire by name: before the one that orders the job.
        create trigger delay_new_job before insert on heimdall.extraction_jobs for each row execute function heimdall.delay_job();
        """;

    private const string End = """
        drop trigger delay_new_job on heimdall.extraction_jobs;
        drop function heimdall.delay_job;
        """;

    private readonly NpgsqlConnection _connection;

    private LaterJobs(NpgsqlConnection connection) => _connection = connection;

    public static async Task<LaterJobs> BeginAsync(HeimdallSystem system)
    {
        var connection = new NpgsqlConnection(await system.App.GetConnectionStringAsync("heimdall"));
        await connection.ExecuteAsync(Begin);
        return new LaterJobs(connection);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.ExecuteAsync(End);
        await _connection.DisposeAsync();
    }
}
