using Heimdall.Ledger.Schema;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Heimdall.Tests.Servers;

/// <summary>A fresh database with the schema in it, for one test class.</summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private NpgsqlDataSource? _source;

    public NpgsqlDataSource Source => _source ?? throw new InvalidOperationException("The database is not started yet.");

    public string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        ConnectionString = await PostgresServer.CreateDatabaseAsync();
        _source = NpgsqlDataSource.Create(ConnectionString);
        await new SchemaMigrator(_source, NullLogger<SchemaMigrator>.Instance).MigrateAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }
    }
}
