using Heimdall.Extractor;
using Heimdall.Extractor.Queue;
using Heimdall.Extractor.Scheduling;
using Heimdall.Ledger.Backfills;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Objects;
using Heimdall.Ledger.Sessions;
using Heimdall.Ledger.Waterfalls;
using Heimdall.Tests.Ledger;

namespace Heimdall.Tests.Extractor.Queue;

/// <summary>Pictures have jobs of their own: none delays or fails a feature.</summary>
public sealed class WaterfallJobTests : IAsyncLifetime
{
    private const string Both = "rf.iq,rf.waterfall";

    private static readonly FeatureSetId Waterfall = new(WaterfallFormat.FeatureSet, 1);

    private readonly WorkerScenario _scenario = new();

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task A_session_that_ends_has_a_job_of_each_set_where_the_set_wants_it()
    {
        await using var worker = await NewWorkerAsync(Both);
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone());

        var jobs = (await _scenario.Ledger.Jobs.ListAsync(new JobFilter(SessionId: session.Id), null, 10, CancellationToken.None)).Items;
        Assert.Equal(
            [("rf.iq", "live", 0), ("rf.waterfall", "backfill", -10)],
            jobs.Select(job => (job.FeatureSet, job.Lane, job.Priority)).Order());
        Assert.Equal(session.FeatureExtractionTaskId, jobs.Single(job => job.FeatureSet == "rf.iq").Id);
    }

    [Fact]
    public async Task Features_of_anything_go_before_any_picture()
    {
        await CompleteSessionsAsync(2);
        await using var worker = await NewWorkerAsync(Both, new ExtractionOptions { Slots = 1 });
        await CompleteSessionsAsync(2);
        await _scenario.Ledger.Batches.EnqueueMissingAsync(Waterfall, 10, "tester", CancellationToken.None);

        Assert.Equal(8, await worker.WorkOffAllAsync());
        Assert.Equal(
            "rf.iq,rf.iq,rf.iq,rf.iq,rf.waterfall,rf.waterfall,rf.waterfall,rf.waterfall",
            await _scenario.QueryAsync<string>("select string_agg(feature_set, ',' order by completed_at) from heimdall.finished_jobs"));
        Assert.Equal(4, await _scenario.QueryAsync<long>("select count(*) from heimdall.finished_jobs where priority = -10 and lane = 'backfill'"));
    }

    [Fact]
    public async Task Old_sessions_get_their_pictures_by_a_backfill()
    {
        var old = await CompleteSessionsAsync(3);
        await using var worker = await NewWorkerAsync(Both);
        await worker.WorkOffAllAsync();
        Assert.Equal(3, (await CoverageAsync()).Missing);

        var backfill = await worker.Get<BackfillStore>().CreateAsync(new NewBackfill(Waterfall, null, null, null, 2, 10, "tester"), CancellationToken.None);
        await worker.Get<BackfillControl>().StartAsync(backfill.Id, "tester", CancellationToken.None);
        while (await worker.Get<BackfillStepper>().RunOnceAsync(CancellationToken.None) > 0)
        {
        }

        Assert.Equal(3, await _scenario.QueryAsync<long>("select count(*) from heimdall.extraction_jobs where priority = -10 and backfill_id is not null"));
        Assert.Equal(3, await worker.WorkOffAllAsync());
        Assert.Equal((3, 0), ((int)(await CoverageAsync()).RecordingsWithFeatures, (int)(await CoverageAsync()).Missing));
        foreach (var session in old)
        {
            Assert.IsType<WaterfallState.Made>(await StateOfAsync(session));
        }
    }

    [Fact]
    public async Task A_worker_takes_only_the_jobs_of_the_sets_it_is_set_to()
    {
        await using var both = await NewWorkerAsync(Both);
        await using var features = await NewWorkerAsync("rf.iq");
        await using var pictures = await NewWorkerAsync("rf.waterfall");
        var session = Assert.Single(await CompleteSessionsAsync(1));

        Assert.Equal(1, await features.WorkOffAllAsync());
        Assert.NotNull(await _scenario.FeaturesOfAsync(session));
        Assert.Equal(JobStatus.Queued, Assert.IsType<WaterfallState.NotMade>(await StateOfAsync(session)).State);
        Assert.Equal(1, await pictures.WorkOffAllAsync());
        Assert.IsType<WaterfallState.Made>(await StateOfAsync(session));
    }

    [Fact]
    public async Task A_picture_that_cannot_be_stored_fails_alone()
    {
        _scenario.Store.BeforePut = (key, _) => key.StartsWith("rf.waterfall/", StringComparison.Ordinal)
            ? throw new ObjectStoreUnavailableException("The store is full.")
            : Task.CompletedTask;
        await using var registering = await NewWorkerAsync(Both);
        var session = Assert.Single(await CompleteSessionsAsync(1));
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            // Each by another worker: one that saw the fault itself waits before it writes again.
            await using var worker = await NewWorkerAsync(Both);
            await _scenario.MakeAllDueAsync();
            await worker.WorkOffAllAsync();
        }

        Assert.Equal(JobStatus.Completed, (await _scenario.JobOfAsync(session)).Status);
        Assert.False((await _scenario.FeaturesOfAsync(session))?.ExtractionFailed);
        var failed = Assert.IsType<WaterfallState.NotMade>(await StateOfAsync(session));
        Assert.Equal((WaterfallState.Failed, null), (failed.State, failed.ErrorCode));
        Assert.Contains("The store is full.", failed.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_that_was_damaged_is_made_anew_by_force()
    {
        await using var worker = await NewWorkerAsync(Both);
        var session = Assert.Single(await CompleteSessionsAsync(1));
        await worker.WorkOffAllAsync();
        var made = Assert.IsType<WaterfallState.Made>(await StateOfAsync(session));
        var (tile, chunks) = (await ReadAsync(made.Key.Tile(0, 0)), await ReadAsync(made.Key.Chunks(0)));
        await _scenario.Store.DeleteAsync(made.Key.Tile(0, 0), CancellationToken.None);
        await _scenario.Store.PutAsync(made.Key.Tile(0, 0), new MemoryStream(new byte[tile.Length]), tile.Length, CancellationToken.None);
        await _scenario.Store.DeleteAsync(made.Key.Chunks(0), CancellationToken.None);

        Assert.IsType<ExtractionRequestOutcome.Queued>(
            await _scenario.Ledger.Requests.RequestAsync(session.Id, Waterfall, force: true, "admin", null, CancellationToken.None));
        Assert.Equal(1, await worker.WorkOffAllAsync());
        Assert.Equal(tile, await ReadAsync(made.Key.Tile(0, 0)));
        Assert.Equal(chunks, await ReadAsync(made.Key.Chunks(0)));
        Assert.NotNull(await new WaterfallObjects(_scenario.Store).ReadManifestAsync(made.Key, CancellationToken.None));

        async Task<byte[]> ReadAsync(string key)
        {
            await using var stream = await _scenario.Store.OpenReadAsync(key, CancellationToken.None);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            return bytes.ToArray();
        }
    }

    [Fact]
    public async Task A_recording_at_fault_has_no_picture_and_leaves_the_others_theirs()
    {
        await using var worker = await NewWorkerAsync(Both);
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone(), TestRecording.NotFinite(), TestRecording.Replaced());
        await worker.WorkOffAllAsync();

        var receivers = await _scenario.Ledger.Features.ListReceiversAsync(session.Id, Waterfall, CancellationToken.None);
        Assert.Equal(["not_finite", "hash_mismatch", null], receivers.OrderBy(receiver => receiver.StationName, StringComparer.Ordinal).Select(receiver => receiver.ErrorCode));
        Assert.Equal(
            0, await _scenario.QueryAsync<long>("select count(*) from heimdall.receiver_chunks where feature_set = 'rf.waterfall'"));
        string[] expected = ["Making rf.waterfall 1 of recording session ", "Made rf.waterfall 1 of measurement ", "No rf.waterfall 1 of measurement ", "Making rf.waterfall 1 complete: 1 success, 2 failed"];
        Assert.All(expected, said => Assert.Contains(worker.Log.Lines, line => line.Text.StartsWith(said, StringComparison.Ordinal)));
        Assert.Single(worker.Log.Lines, line => line.Text.StartsWith("Starting feature extraction", StringComparison.Ordinal));
        Assert.Single(worker.Log.Lines, line => line.Text == "Feature extraction complete: 1 success, 2 failed");
    }

    private async Task<TestWorker> NewWorkerAsync(string featureSets, ExtractionOptions? options = null)
    {
        var worker = _scenario.NewWorker(options ?? new ExtractionOptions { RetryDelay = TimeSpan.FromMilliseconds(10), MaxRetryDelay = TimeSpan.FromMilliseconds(10) }, featureSets: featureSets);
        await worker.Get<LedgerStart>().RunOnceAsync(CancellationToken.None);
        return worker;
    }

    private async Task<IReadOnlyList<Session>> CompleteSessionsAsync(int sessions)
    {
        var completed = new List<Session>();
        for (var seed = 1; seed <= sessions; seed++)
        {
            completed.Add(await _scenario.CompleteSessionAsync(TestRecording.Tone(seed)));
        }

        return completed;
    }

    private async Task<WaterfallState?> StateOfAsync(Session session)
    {
        await using var worker = _scenario.NewWorker();
        var recording = Assert.Single(await _scenario.Ledger.Measurements.ListAsync(session.Id, CancellationToken.None));
        return await worker.Get<WaterfallStore>().FindAsync(recording.Id, CancellationToken.None);
    }

    private Task<Heimdall.Ledger.Coverage.CoverageStatistics> CoverageAsync() => _scenario.Ledger.Coverage.ReadAsync(Waterfall, CancellationToken.None);
}
