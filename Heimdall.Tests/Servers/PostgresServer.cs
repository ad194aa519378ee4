using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Heimdall.Tests.Servers;

/// <summary>One PostgreSQL server for the whole test run: a private cluster on a free loopback port, in its own folder, stopped by process id.</summary>
internal static class PostgresServer
{
    private const string Superuser = "heimdall";

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
        var root = Environment.UserName == "root";
        if (root)
        {
            await RunAsync("chown", "postgres:postgres", folder);
        }

        string[] prefix = root ? ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--no-new-privs"] : [];
        await RunAsync("setpriv", [.. prefix, $"{bin}/initdb", "-D", data, "-U", Superuser, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]);
        var port = FreePort();
        var server = Start("setpriv", [.. prefix, "--pdeathsig", "SIGINT", $"{bin}/postgres", "-D", data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=300", "-c", "timezone=UTC", "-c", "log_min_messages=fatal"]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server.Kill();
            server.WaitForExit();
            Directory.Delete(folder, recursive: true);
        };
        var connectionString = $"Host=127.0.0.1;Port={port};Username={Superuser};Database=postgres;Include Error Detail=true;Maximum Pool Size=30";
        await UntilReadyAsync(connectionString, server);
        return connectionString;
    }

    private static async Task UntilReadyAsync(string connectionString, Process server)
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
            catch (NpgsqlException) when (!server.HasExited && deadline.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Yield();
            }
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = "/tmp" };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
