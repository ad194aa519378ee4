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
    private static readonly Lazy<Task<string>> Running = new(StartAsync);

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = await Running.Value;
        var name = $"t_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"create database {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    private static async Task<string> StartAsync()
    {
        using var deadline = new CancellationTokenSource(StartTimeout);
        var data = new TemporaryDirectory();
        var builder = DistributedApplicationTestingBuilder.Create($"--LocalEngine:DataDirectory={data.Path}");
        builder.AddPostgres("postgres", builder.AddParameter("user", "heimdall"));
        var app = await builder.BuildAsync(deadline.Token);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            // The last moment of the process: nothing is left to await it.
            app.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
            data.Dispose();
        };
        await app.StartAsync(deadline.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("postgres", deadline.Token);
        return new NpgsqlConnectionStringBuilder(await app.GetConnectionStringAsync("postgres", deadline.Token))
        {
            Database = "postgres",
            IncludeErrorDetail = true,
            MaxPoolSize = LargestPool,
        }.ConnectionString;
    }
}
