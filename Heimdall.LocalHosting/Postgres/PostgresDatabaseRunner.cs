using Heimdall.LocalHosting.Engine;
using Heimdall.LocalHosting.Installation;
using Npgsql;

namespace Heimdall.LocalHosting.Postgres;

/// <summary>Creates a database when it is not there.</summary>
/// <param name="resource">The database; its server is healthy when this starts.</param>
internal sealed class PostgresDatabaseRunner(PostgresDatabaseResource resource) : IResourceRunner
{
    public IResource Resource => resource;

    public string? Address => $"database {resource.DatabaseName} on {resource.Server.Name}";

    public IReadOnlyList<ProgramRequirement> Requirements => [];

    public void AllocatePorts()
    {
        // It listens on its server's.
    }

    public async Task StartAsync(Action<bool, string?> report, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection($"{resource.Server.ConnectionString};Database=postgres;Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection);
        exists.Parameters.Add(new NpgsqlParameter { Value = resource.DatabaseName });
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            // CREATE DATABASE takes no parameters: the name is quoted as an identifier.
            using var quoting = new NpgsqlCommandBuilder();
            await using var create = new NpgsqlCommand($"create database {quoting.QuoteIdentifier(resource.DatabaseName)}", connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        report(true, null);
    }

    public Task StopAsync(TimeSpan grace) => Task.CompletedTask;
}
