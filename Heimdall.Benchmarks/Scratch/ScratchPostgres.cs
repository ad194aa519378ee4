using Heimdall.Ledger.Schema;
using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Testing;
using Heimdall.ServiceDefaults.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Heimdall.Benchmarks.Scratch;

/// <summary>
/// A migrated database to measure on: that of a connection string, or of a PostgreSQL that is started for it, as durable as in production,
/// in a folder of its own.
/// </summary>
internal sealed class ScratchPostgres : IAsyncDisposable
{
    private const string Server = "postgres";
    private const string Database = "heimdall";
    private static readonly TimeSpan _startTimeout = TimeSpan.FromMinutes(2);

    private readonly DistributedApplication? _server;
    private readonly ScratchFolder? _folder;

    private ScratchPostgres(NpgsqlDataSource source, DistributedApplication? server, ScratchFolder? folder) =>
        (Source, _server, _folder) = (source, server, folder);

    public NpgsqlDataSource Source { get; }

    /// <param name="connectionString">The database to use; null starts a server.</param>
    /// <param name="folder">Where the server keeps its data, also after the end; null is a folder that is removed at the end.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="LocalEngineException">The server cannot be started.</exception>
    public static async Task<ScratchPostgres> OpenAsync(string? connectionString, DirectoryInfo? folder, CancellationToken cancellationToken)
    {
        var scratch = connectionString is null
            ? await StartAsync(ScratchFolder.Take(folder), cancellationToken)
            : new ScratchPostgres(Connect(connectionString), null, null);
        await new SchemaMigrator(scratch.Source, NullLogger<SchemaMigrator>.Instance).MigrateAsync(cancellationToken);
        return scratch;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        if (_server is not null)
        {
            await _server.StopAsync(CancellationToken.None);
            await _server.DisposeAsync();
        }

        _folder?.Dispose();
    }

    private static async Task<ScratchPostgres> StartAsync(ScratchFolder folder, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_startTimeout);
        var builder = ScratchEngine.Describe(folder.Path);
        builder.AddPostgres(Server, builder.AddParameter("user", "heimdall")).AddDatabase(Database);
        var server = await builder.BuildAsync(deadline.Token);
        await server.StartAsync(deadline.Token);
        await server.ResourceNotifications.WaitForResourceHealthyAsync(Database, deadline.Token);
        return new ScratchPostgres(
            Connect(await server.GetConnectionStringAsync(Database, deadline.Token) ?? ""), server, folder);
    }

    /// <summary>As the services connect.</summary>
    private static NpgsqlDataSource Connect(string connectionString)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        connection.UseManyTimes();
        return NpgsqlDataSource.Create(connection);
    }
}
