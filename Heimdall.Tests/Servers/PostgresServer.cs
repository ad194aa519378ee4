using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Heimdall.Tests.Servers;

/// <summary>One PostgreSQL server for the whole test run: a private cluster on a free loopback port, in its own folder, stopped by process id.</summary>
internal static class PostgresServer
{
    private const string Superuser = "heimdall";
    private const string Account = "postgres";

    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal) { ["PATH"] = "/usr/bin:/bin", ["LANG"] = "C.UTF-8" };

    private static readonly Lazy<Task<string>> ConnectionString = new(StartAsync);

    /// <summary>A data source for a new, empty database.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = await ConnectionString.Value;
        var name = $"t_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"create database {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("HEIMDALL_TEST_POSTGRES") is { Length: > 0 } given)
        {
            return given;
        }

        var bin = Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(path => int.Parse(Path.GetFileName(path))).First() + "/bin";
        var folder = Directory.CreateTempSubdirectory("heimdall-test-postgres-").FullName;
        var data = Path.Combine(folder, "data");
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        string[] initialise =
        [
            $"{bin}/initdb", "-D", data, "-U", Superuser, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions",
        ];
        await ServerProcess.RunAsync(Account, Variables, initialise);
        var port = FreePort();

        // Started by the thread that lives as long as the tests: the server is told to end when its parent's thread ends.
        var server = await ServerProcess.StartAsync(
            Account, "SIGINT", Variables, Path.Combine(folder, "server.log"),
            $"{bin}/postgres", "-D", data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off",
            "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=300", "-c", "timezone=UTC", "-c", "log_min_messages=fatal");
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.KillAsync().GetAwaiter().GetResult();
            Directory.Delete(folder, recursive: true);
        };
        var connectionString = $"Host=127.0.0.1;Port={port};Username={Superuser};Database=postgres;Include Error Detail=true;Maximum Pool Size=30";
        await UntilReadyAsync(connectionString, server);
        return connectionString;
    }

    private static async Task UntilReadyAsync(string connectionString, ServerProcess server)
    {
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (!server.HasEnded && deadline.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Yield();
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
