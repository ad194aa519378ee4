using Heimdall.Extractor.Chunks;
using Heimdall.Extractor.Iq;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Extractor.Iq;
using Heimdall.Tests.Extractor.Pipeline;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Extractor;

/// <summary>What the worker's memory does not grow with. Alone in the process while they run: they look at all of its memory.</summary>
[Collection(MemoryCollection.Name)]
public sealed class MemoryTests(TestBroker broker)
{
    private const long Mebibyte = 1L << 20;
    private const long Gibibyte = 1L << 30;

    [Fact]
    public async Task A_recording_of_a_gibibyte_is_extracted_in_the_memory_of_a_chunk()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var result = Assert.IsType<ReceiverResult.Ok>(
            await RecordingExtractionTests.ExtractAsync(new SparseStream(Gibibyte), 2_000_000, static _ => { }));

        // All that was ever allocated, not only what was alive at once: it does not grow with the recording.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 48 * Mebibyte);
        Assert.Equal((Gibibyte, Gibibyte / 8), (result.Facts.IqBytes, result.Facts.Samples));
        Assert.Equal(336, result.Features["signal_present"]?.Count);
    }

    [Fact]
    public async Task Chunks_share_their_buffers()
    {
        const int Samples = 100_000;
        await using var reader = await IqReader.OpenAsync(
            IqFiles.Source("cf32_le", IqFiles.Raw("cf32_le", IqFiles.Components(Samples)), 12_000), CancellationToken.None);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var cutter = new ChunkCutter(reader, new ChunkPool(2400, 2, new IdleBuffers(1 << 20)));
        while (await cutter.CutAsync(CancellationToken.None) is { } chunk)
        {
            chunk.Dispose();
        }

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 4 * Samples);
    }

    [BrokerFact]
    public async Task After_five_hundred_jobs_the_memory_is_back_at_its_baseline()
    {
        await using var scenario = new StartedScenario();
        await scenario.StartAsync();
        await using var worker = scenario.Worker.NewWorker(broker: broker.ConnectionString);
        await worker.StartAsync();
        await WorkOffAsync(scenario.Worker, worker, 50);
        var baseline = SettledMemory();

        await WorkOffAsync(scenario.Worker, worker, 500);

        Assert.InRange(SettledMemory() - baseline, long.MinValue, 4 * Mebibyte);
        Assert.Equal(550, (await scenario.Worker.Ledger.StatisticsAsync()).RecordingsWithFeatures);
    }

    private static async Task WorkOffAsync(WorkerScenario scenario, TestWorker worker, int jobs)
    {
        var recording = TestRecording.Tone(samples: 2000);
        var last = await scenario.CompleteSessionAsync(recording);
        for (var i = 1; i < jobs; i++)
        {
            last = await scenario.CompleteSessionAsync(recording);
        }

        await Eventually.HoldsAsync(
            async () => await scenario.QueryAsync<long>("select count(*) from heimdall.extraction_jobs") == 0,
            TimeSpan.FromMinutes(3),
            worker.Log.Tail);
        Assert.Equal(JobStatus.Completed, (await scenario.JobOfAsync(last)).Status);
        worker.Log.Clear();
    }

    private static long SettledMemory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private sealed class StartedScenario : IAsyncDisposable
    {
        public WorkerScenario Worker { get; } = new();

        public Task StartAsync() => Worker.InitializeAsync();

        public async ValueTask DisposeAsync() => await Worker.DisposeAsync();
    }
}

/// <summary>Tests that nothing else may run beside.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MemoryCollection : ICollectionFixture<TestBroker>
{
    public const string Name = "memory";
}
