using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Testing;
using Heimdall.Tests.LocalHosting;
using Npgsql;

namespace Heimdall.Tests.Servers;

/// <summary>One PostgreSQL server for the whole test run, started by the local engine; each caller has a database of its own.</summary>
internal static class PostgresServer
{
    private const int LargestPool = 20;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Task<Server>> Running = new(StartAsync);

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = (await Running.Value).ConnectionString;
        var name = $"t_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"create database {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    /// <summary>Ends the server, where there is one, and removes its data.</summary>
    public static async Task StopAsync()
    {
        if (!Running.IsValueCreated)
        {
            return;
        }

        var server = await Running.Value;
        await server.App.StopAsync(CancellationToken.None);
        await server.App.DisposeAsync();
        server.Data.Dispose();
    }

    private static async Task<Server> StartAsync()
    {
        using var deadline = new CancellationTokenSource(StartTimeout);
        var data = new TemporaryDirectory();
        var builder = DistributedApplicationTestingBuilder.Create($"--LocalEngine:DataDirectory={data.Path}");
        builder.AddPostgres("postgres", builder.AddParameter("user", "heimdall"));
        var app = await builder.BuildAsync(deadline.Token);
        await app.StartAsync(deadline.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("postgres", deadline.Token);
        var connectionString = new NpgsqlConnectionStringBuilder(await app.GetConnectionStringAsync("postgres", deadline.Token))
        {
            Database = "postgres",
            IncludeErrorDetail = true,
            MaxPoolSize = LargestPool,
        }.ConnectionString;
        return new Server(app, data, connectionString);
    }

    private sealed record Server(DistributedApplication App, TemporaryDirectory Data, string ConnectionString);
}
