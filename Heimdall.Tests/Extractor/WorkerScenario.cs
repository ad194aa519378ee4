using Dapper;
using Heimdall.Extractor;
using Heimdall.Extractor.Queue;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Measurements;
using Heimdall.Ledger.Objects;
using Heimdall.Ledger.Sessions;
using Heimdall.Ledger.Stations;
using Heimdall.Tests.Ledger;
using Heimdall.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heimdall.Tests.Extractor;

/// <summary>A database, a directory store, and sessions with recordings that are really there: what workers work on.</summary>
public sealed class WorkerScenario : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heimdall-test-worker-").FullName;
    private readonly TestDatabase _database = new();
    private IObjectStore? _store;

    internal FaultyStore Store => field ??= new FaultyStore(_store ?? throw new InvalidOperationException("The scenario is not started yet."));

    internal LedgerScenario Ledger => new(_database.Source);

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        _store = ObjectStore.Open($"Endpoint=file://{_folder}", new ObjectStoreOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        await using var worker = NewWorker();
        await worker.Get<LedgerStart>().RunOnceAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        _store?.Dispose();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The same database, where names are looked for in this schema first.</summary>
    internal Npgsql.NpgsqlDataSource ConnectFirstTo(string schema) =>
        Npgsql.NpgsqlDataSource.Create(new Npgsql.NpgsqlConnectionStringBuilder(_database.ConnectionString) { SearchPath = $"{schema},pg_catalog,public" });

    internal TestWorker NewWorker(ExtractionOptions? options = null, string? broker = null, string featureSets = "rf.iq", TimeProvider? time = null) =>
        new(_database.Source, Store, options, broker, time, featureSets);

    /// <summary>A completed session with these recordings, its job queued.</summary>
    internal async Task<Session> CompleteSessionAsync(params TestRecording[] recordings)
    {
        var session = await Ledger.StartSessionAsync(receivers: 0);
        foreach (var recording in recordings)
        {
            await RecordAsync(session.Id, recording);
        }

        return await Ledger.CompleteAsync(session.Id);
    }

    internal async Task<Job> JobOfAsync(Session session) =>
        await Ledger.Jobs.FindAsync(session.FeatureExtractionTaskId ?? throw new InvalidOperationException("The session has no job."), CancellationToken.None)
            ?? throw new InvalidOperationException("The job is gone.");

    internal async Task<IReadOnlyList<JobAttempt>> AttemptsOfAsync(Session session) =>
        await Ledger.Jobs.ListAttemptsAsync((await JobOfAsync(session)).Id, CancellationToken.None);

    internal Task<SessionFeatures?> FeaturesOfAsync(Session session) =>
        Ledger.Features.FindAsync(session.Id, LedgerScenario.RfIq, CancellationToken.None);

    /// <summary>The file of a session's first recording.</summary>
    internal async Task<string> PathOfAsync(Session session) => Path.Join(
        _folder, new ObjectStoreOptions().Bucket, (await Ledger.Measurements.ListAsync(session.Id, CancellationToken.None))[0].IqDataLocation);

    /// <summary>What only the clock would do otherwise.</summary>
    internal async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        return await connection.ExecuteAsync(sql);
    }

    internal async Task<T?> QueryAsync<T>(string sql)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    /// <summary>Locks a session's job, as a statement that takes long would, until it is disposed.</summary>
    internal async Task<IAsyncDisposable> LockJobAsync(Session session)
    {
        var connection = await _database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync("begin; select from heimdall.extraction_jobs where recording_session_id = @id for update", new { id = session.Id });
        return new OpenTransaction(connection);
    }

    internal Task MakeAllDueAsync() => ExecuteAsync("update heimdall.extraction_jobs set not_before = now() where status = 'queued'");

    internal Task ExpireAllLeasesAsync() => ExecuteAsync("update heimdall.extraction_jobs set lease_expires_at = now() - interval '1 second' where status = 'extracting'");

    private async Task RecordAsync(Guid sessionId, TestRecording recording)
    {
        var station = await Ledger.Stations.CreateAsync(
            new NewStation($"{recording.Name} {Guid.NewGuid():N}", null, 45, 7, null, null, 2), CancellationToken.None);
        var id = Guid.CreateVersion7();
        var key = ObjectKey.For(DateTimeOffset.UnixEpoch, station.Id, 145_000_000, id, "cf32");
        if (recording.Stored is { } content)
        {
            await Store.PutAsync(key, new MemoryStream(content), long.MaxValue, CancellationToken.None);
        }

        Assert.IsType<RecordingOutcome.Recorded>(await Ledger.Measurements.RecordAsync(
            new NewMeasurement(id, sessionId, station.Id, null, TestRecording.SampleRateHz, TestRecording.Datatype, null, key, recording.Bytes, recording.Sha256, null),
            CancellationToken.None));
    }

    private sealed class OpenTransaction(Npgsql.NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await connection.ExecuteAsync("rollback");
            await connection.DisposeAsync();
        }
    }
}
