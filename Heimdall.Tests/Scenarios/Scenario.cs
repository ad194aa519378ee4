using Dapper;
using Heimdall.Ledger.Measurements;
using Heimdall.Ledger.Objects;
using Heimdall.Ledger.Schema;
using Heimdall.Ledger.Sessions;
using Heimdall.Ledger.Stations;
using Heimdall.Tests.Extractor;
using Heimdall.Tests.Ledger;
using Heimdall.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Heimdall.Tests.Scenarios;

/// <summary>A database, a directory store and workers of one scenario, and what was done to them.</summary>
internal sealed class Scenario : IAsyncDisposable
{
    /// <summary>Short, so that a scenario does not wait long for its end; as short as the options allow.</summary>
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromSeconds(60);

    private readonly ScenarioServers _servers;
    private readonly string _folder = Directory.CreateTempSubdirectory("heimdall-scenario-").FullName;
    private readonly List<ScenarioWorker> _workers = [];

    private Scenario(ScenarioServers servers, string connectionString, string? disk)
    {
        (_servers, ConnectionString) = (servers, connectionString);
        StoreFolder = Path.Combine(disk ?? _folder, "objects");
        Database = NpgsqlDataSource.Create(connectionString);
        Store = ObjectStore.Open(StoreConnectionString, new ObjectStoreOptions(), TimeProvider.System, NullLoggerFactory.Instance);
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Database { get; }

    public IObjectStore Store { get; }

    public FaultLog Faults { get; } = new(TimeProvider.System);

    public LedgerScenario Ledger => new(Database);

    /// <summary>Where the objects are: <c>{bucket}/{key}</c>.</summary>
    public string StoreFolder { get; }

    public IReadOnlyList<ScenarioWorker> Workers => _workers;

    private string StoreConnectionString => $"Endpoint=file://{StoreFolder}";

    /// <param name="servers">Where its database and its queues are.</param>
    /// <param name="disk">Where its objects are; null for a folder of its own.</param>
    public static async Task<Scenario> CreateAsync(ScenarioServers servers, string? disk = null)
    {
        var scenario = new Scenario(servers, await servers.CreateDatabaseAsync(), disk);
        await new SchemaMigrator(scenario.Database, NullLogger<SchemaMigrator>.Instance).MigrateAsync(CancellationToken.None);
        await RealMutant.ApplyAsync(scenario.Database);
        await scenario.Store.CheckAsync(CancellationToken.None);
        return scenario;
    }

    /// <summary>Starts a worker and waits until it shows itself in the ledger.</summary>
    /// <param name="settings">Options other than the scenario's.</param>
    public async Task<ScenarioWorker> StartWorkerAsync(params (string Name, string Value)[] settings)
    {
        var worker = await BeginWorkerAsync(settings);
        await WhenReadyAsync(worker);
        return worker;
    }

    public async Task<ScenarioWorker> BeginWorkerAsync(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__heimdall"] = ConnectionString,
            ["ConnectionStrings__rabbitmq"] = _servers.BrokerConnectionString,
            ["ConnectionStrings__minio"] = StoreConnectionString,
            ["Extraction__LeaseDuration"] = LeaseDuration.ToString("c"),
            ["Extraction__RescueInterval"] = "00:00:01",
            ["Extraction__RetryDelay"] = "00:00:00.2",
            ["Extraction__MaxRetryDelay"] = "00:00:02",
            ["Extraction__AnnounceAgainAfter"] = "00:00:02",
            ["Extraction__Slots"] = "4",
            ["Extraction__MeasurementsInParallel"] = "4",
        };
        RealMutant.Apply(all);
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var worker = await ScenarioWorker.StartAsync(all, Path.Combine(_folder, $"worker-{_workers.Count}.log"), Faults);
        _workers.Add(worker);
        return worker;
    }

    public Task WhenReadyAsync(ScenarioWorker worker) => Eventually.HoldsAsync(
        async () =>
        {
            Assert.False(worker.HasEnded, $"the worker ended: {worker.Log}");
            return await QueryAsync<bool>(FormattableString.Invariant($"select exists (select from heimdall.workers where process_id = {worker.ProcessId})"));
        },
        ReadyDeadline,
        () => $"the worker is ready: {worker.Log}");

    /// <summary>A session with one recording, not ended yet.</summary>
    /// <param name="recording">What is recorded of it.</param>
    /// <param name="store">Called with the path of its object instead of storing it.</param>
    public async Task<Guid> RecordAsync(TestRecording recording, Func<string, Task>? store = null)
    {
        var session = await Ledger.StartSessionAsync(receivers: 0);
        var station = await Ledger.Stations.CreateAsync(new NewStation($"station {Guid.NewGuid():N}", null, 45, 7, null, null, 2), CancellationToken.None);
        var id = Guid.CreateVersion7();
        var key = ObjectKey.For(DateTimeOffset.UnixEpoch, station.Id, 145_000_000, id, "cf32");
        if (store is not null)
        {
            await store(Prepare(key));
        }
        else if (recording.Stored is { } content)
        {
            await Store.PutAsync(key, new MemoryStream(content), long.MaxValue, CancellationToken.None);
        }

        await Ledger.Measurements.RecordAsync(
            new NewMeasurement(id, session.Id, station.Id, null, TestRecording.SampleRateHz, TestRecording.Datatype, null, key, recording.Bytes, recording.Sha256, null),
            CancellationToken.None);
        return session.Id;
    }

    public async Task<Session> CompleteAsync(TestRecording recording, Func<string, Task>? store = null) =>
        await Ledger.CompleteAsync(await RecordAsync(recording, store));

    /// <summary>So many small sessions, recorded and completed.</summary>
    public async Task CompleteManyAsync(int sessions)
    {
        var recording = TestRecording.Tone(samples: 2_000);
        for (var i = 0; i < sessions; i++)
        {
            await CompleteAsync(recording);
        }
    }

    /// <summary>Forgets connections that the server has ended.</summary>
    public void Reconnect() => Database.Clear();

    public async Task<T?> QueryAsync<T>(string sql)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    /// <summary>What the job of the session says of itself.</summary>
    public async Task<(string Status, int Attempt, int Progress)> JobAsync(Session session)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return await connection.QuerySingleAsync<(string, int, int)>(
            "select status, attempt, progress from heimdall.jobs where recording_session_id = @id order by queued_at desc limit 1", new { id = session.Id });
    }

    public Task UntilAsync(Func<Task<bool>> condition, TimeSpan deadline, string what) =>
        Eventually.HoldsAsync(condition, deadline, () => $"{what}\n{Logs()}");

    /// <summary>Waits until nothing is queued or worked on.</summary>
    public Task UntilIdleAsync(TimeSpan deadline) =>
        UntilAsync(async () => await QueryAsync<long>("select count(*) from heimdall.extraction_jobs") == 0, deadline, "all jobs end");

    /// <summary>The server's clock.</summary>
    public async Task<DateTimeOffset> NowAsync() => await QueryAsync<DateTimeOffset>("select now()");

    /// <summary>
    /// Every lost job was found within one more lease time: after the end of a lease that was renewed at <paramref name="lostAt"/> at the latest,
    /// or after the last worker began to look for it. On the server's clock, so that it does not matter how long the test itself took.
    /// </summary>
    public async Task AssertFoundInTimeAsync(DateTimeOffset lostAt)
    {
        var found = await QueryAsync<DateTimeOffset>("select max(ended_at) from heimdall.job_attempts where outcome = 'lease_expired'");
        var looking = await QueryAsync<DateTimeOffset>("select max(started_at) from heimdall.workers");
        var expired = lostAt + LeaseDuration;
        var latest = (looking > expired ? looking : expired) + LeaseDuration;
        Assert.True(found <= latest, $"the last was found {(found - latest).TotalSeconds:0.0} s too late\n{Logs()}");
    }

    /// <summary>What the jobs that did not complete say.</summary>
    public async Task<IReadOnlyList<string>> FailuresAsync()
    {
        await using var connection = await Database.OpenConnectionAsync();
        return (await connection.QueryAsync<string>("select error_kind || ': ' || error_message from heimdall.finished_jobs where error_kind is not null")).AsList();
    }

    /// <summary>Checks that everything adds up. Nothing is queued or worked on any more.</summary>
    public async Task AccountAsync()
    {
        var complaints = (await Account.ReadAsync(Database)).Complaints(Faults);
        Assert.True(complaints.Count == 0, $"The account does not add up:\n  {string.Join("\n  ", complaints.Take(20))}\nfaults:\n{Faults}\n{Logs()}");
        await Ledger.StatisticsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }

        Store.Dispose();
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Prepare(string key)
    {
        var path = Path.Combine(StoreFolder, new ObjectStoreOptions().Bucket, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private string Logs() => string.Join('\n', _workers.Select(worker => $"--- worker {worker.ProcessId}\n{worker.Log}"));
}
