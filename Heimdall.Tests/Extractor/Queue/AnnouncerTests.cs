using Heimdall.Extractor.Queue;
using Heimdall.Ledger.WakeUps;
using Heimdall.Tests.Ledger.WakeUps;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Extractor.Queue;

/// <summary>The announcer over a real broker.</summary>
[Collection(BrokerTests.Name)]
public sealed class AnnouncerTests(TestBroker broker) : IAsyncLifetime
{
    private readonly WorkerScenario _scenario = new();

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync() => _scenario.DisposeAsync();

    [BrokerFact]
    public async Task A_queued_job_is_announced_once()
    {
        await using var wakeUps = await WakeUpsOverBroker.OpenAsync(broker);
        await using var worker = _scenario.NewWorker(broker: broker.ConnectionString);
        await _scenario.CompleteSessionAsync(TestRecording.Tone());

        Assert.Equal(1, await worker.Get<Announcer>().RunOnceAsync(CancellationToken.None));
        Assert.Equal(0, await worker.Get<Announcer>().RunOnceAsync(CancellationToken.None));
        Assert.Equal(1u, await wakeUps.ReadyAsync(Lane.Live));
    }

    [BrokerFact]
    public async Task A_job_that_still_waits_is_announced_again_after_the_queue_was_emptied()
    {
        await using var wakeUps = await WakeUpsOverBroker.OpenAsync(broker);
        await using var worker = _scenario.NewWorker(broker: broker.ConnectionString);
        await _scenario.CompleteSessionAsync(TestRecording.Tone());
        await worker.Get<Announcer>().RunOnceAsync(CancellationToken.None);
        await wakeUps.OnChannelAsync(channel => channel.QueuePurgeAsync(WakeUpTopology.QueueOf(Lane.Live)));
        await _scenario.ExecuteAsync("update heimdall.extraction_jobs set announced_at = now() - interval '61 seconds'");

        // Any worker's announcer may be the next one.
        await using var other = _scenario.NewWorker(broker: broker.ConnectionString);
        Assert.Equal(1, await other.Get<Announcer>().RunOnceAsync(CancellationToken.None));
        Assert.Equal(1u, await wakeUps.ReadyAsync(Lane.Live));
    }

    [Fact]
    public async Task Without_a_broker_nothing_counts_as_announced_and_jobs_are_done_all_the_same()
    {
        await using var worker = _scenario.NewWorker(broker: $"amqp://127.0.0.1:{FreePorts.FindBlock(1)}");
        await _scenario.CompleteSessionAsync(TestRecording.Tone());

        await Assert.ThrowsAsync<BrokerUnavailableException>(() => worker.Get<Announcer>().RunOnceAsync(CancellationToken.None));
        Assert.Equal(1, await _scenario.QueryAsync<long>("select count(*) from heimdall.extraction_jobs where announced_at is null"));
        Assert.Equal(1, await worker.WorkOffAllAsync());
    }
}
