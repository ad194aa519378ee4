using System.Globalization;
using Heimdall.Ledger.WakeUps;
using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Testing;
using Heimdall.Tests.LocalHosting;
using Heimdall.Tests.Servers;
using Npgsql;
using RabbitMQ.Client;

namespace Heimdall.Tests.Scenarios;

/// <summary>
/// A PostgreSQL server and a RabbitMQ node that belong to the scenarios alone, on ports that stay the same: they are killed, restarted and
/// emptied. The engine starts again what ends.
/// </summary>
public sealed class ScenarioServers : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly TemporaryDirectory _data = new();
    private readonly TestBroker _broker = new();
    private DistributedApplication? _app;

    public string BrokerConnectionString => _broker.ConnectionString;

    internal string PostgresConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (TestPrograms.Servers.WhyAbsent is not null)
        {
            return;
        }

        using var deadline = new CancellationTokenSource(Deadline);
        var builder = DistributedApplicationTestingBuilder.Create($"--LocalEngine:DataDirectory={_data.Path}");
        builder.Configuration["LocalEngine:RandomizePorts"] = "false";
        builder.AddPostgres("postgres", builder.AddParameter("user", "heimdall"), port: FreePorts.FindBlock(1));
        _app = await builder.BuildAsync(deadline.Token);
        var startingBroker = _broker.InitializeAsync();
        await _app.StartAsync(deadline.Token);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync("postgres", deadline.Token);
        PostgresConnectionString = await _app.GetConnectionStringAsync("postgres", deadline.Token) ?? "";
        await startingBroker;
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }

        await _broker.DisposeAsync();
        _data.Dispose();
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    internal async Task<string> CreateDatabaseAsync()
    {
        var name = $"s_{Guid.NewGuid():N}";
        await ExecuteAsync($"create database {name}");
        return new NpgsqlConnectionStringBuilder(PostgresConnectionString) { Database = name, MaxPoolSize = 20 }.ConnectionString;
    }

    /// <summary>Ends every connection of the database, those of the scenario's own too.</summary>
    internal Task EndBackendsAsync(string database) =>
        ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}' and pid <> pg_backend_pid()");

    /// <summary>Kills one backend as the kernel does when memory runs out: the server ends all of them and recovers.</summary>
    internal async Task KillBackendAsync()
    {
        await using var victim = await OpenAsync();
        await using var witness = await OpenAsync();
        ProcessSignal.Kill.Send(victim.ProcessID);
        await Eventually.HoldsAsync(async () => !await AnswersAsync(witness), Deadline, () => "the server ends all backends");
        await WaitUntilAnswersAsync();
    }

    /// <summary>Stops the server as its operator does; the engine starts it again.</summary>
    internal async Task RestartPostgresAsync()
    {
        var postmaster = await PostmasterAsync();
        ProcessSignal.Interrupt.Send(postmaster);
        await Eventually.HoldsAsync(async () => await PostmasterAsync() is var now && now != 0 && now != postmaster, Deadline, () => "another postmaster");
        await WaitUntilAnswersAsync();
    }

    internal Task StopBrokerAsync() => _broker.StopNodeAsync();

    internal Task StartBrokerAsync() => _broker.StartNodeAsync();

    /// <summary>Ends the node as a power cut does; the engine starts it again.</summary>
    internal Task KillBrokerAsync() => _broker.KillNodeAsync();

    /// <summary>Empties the queues of both lanes.</summary>
    /// <returns>How many wake-ups were in them.</returns>
    internal Task<uint> PurgeQueuesAsync() => SumOverQueuesAsync((channel, queue) => channel.QueuePurgeAsync(queue));

    /// <summary>Who listens to the queues.</summary>
    internal Task<uint> ConsumersAsync() => SumOverQueuesAsync((channel, queue) => channel.ConsumerCountAsync(queue));

    private async Task<uint> SumOverQueuesAsync(Func<IChannel, string, Task<uint>> count)
    {
        var sum = 0u;
        var factory = new ConnectionFactory { Uri = new Uri(BrokerConnectionString) };
        await using var connection = await factory.CreateConnectionAsync();
        foreach (var lane in new[] { Lane.Live, Lane.Backfill })
        {
            await using var channel = await connection.CreateChannelAsync();
            sum += await count(channel, WakeUpTopology.QueueOf(lane));
        }

        return sum;
    }

    private Task WaitUntilAnswersAsync() => Eventually.HoldsAsync(
        async () =>
        {
            try
            {
                await ExecuteAsync("select 1");
                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        },
        Deadline,
        () => "PostgreSQL answers");

    private static async Task<bool> AnswersAsync(NpgsqlConnection connection)
    {
        try
        {
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            return false;
        }
    }

    private async Task<int> PostmasterAsync()
    {
        var path = _data.File("postgres/data/postmaster.pid");
        return File.Exists(path) && int.TryParse((await File.ReadAllLinesAsync(path)).FirstOrDefault(), CultureInfo.InvariantCulture, out var id) ? id : 0;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(PostgresConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}

/// <summary>The scenarios take turns: each owns the servers while it runs.</summary>
[CollectionDefinition(Name)]
public sealed class ScenarioTests : ICollectionFixture<ScenarioServers>
{
    public const string Name = "scenarios";
}
