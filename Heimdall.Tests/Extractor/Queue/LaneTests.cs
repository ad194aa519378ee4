using Heimdall.Extractor;
using Heimdall.Extractor.Queue;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Extractor.Queue;

/// <summary>New recordings go before old ones, and a worker does not take on more than it is set to.</summary>
public sealed class LaneTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly WorkerScenario _scenario = new();
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public async Task DisposeAsync()
    {
        _release.TrySetResult();
        await _scenario.DisposeAsync();
    }

    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(0.1, 1)]
    [InlineData(0, 0)]
    [InlineData(1, 4)]
    public async Task A_backfill_has_no_more_than_its_share_of_the_slots(double share, int expected)
    {
        await QueueAsync(live: 0, backfill: 6);
        BlockWork();
        await using var worker = _scenario.NewWorker(new ExtractionOptions { Slots = 4, BackfillShare = share });

        Assert.Equal(expected, await worker.Jobs.RunOnceAsync(CancellationToken.None));
        Assert.Equal(0, await worker.Jobs.RunOnceAsync(CancellationToken.None));
        Assert.Equal(expected, worker.Held.Working("backfill"));

        // The rest of the slots is there for what comes in.
        await QueueAsync(live: 6, backfill: 0);
        Assert.Equal(4 - expected, await worker.Jobs.RunOnceAsync(CancellationToken.None));
        _release.SetResult();
        await worker.Held.WhenIdleAsync().WaitAsync(Deadline);
    }

    [Fact]
    public async Task No_old_recording_is_begun_while_a_new_one_waits()
    {
        await QueueAsync(live: 4, backfill: 4);
        await using var worker = _scenario.NewWorker(new ExtractionOptions { Slots = 3 });

        await worker.WorkOffOnceAsync();
        Assert.Equal((1L, 4L), await WaitingAsync());
        await worker.WorkOffOnceAsync();
        Assert.Equal((0L, 3L), await WaitingAsync());
    }

    [Fact]
    public async Task A_number_of_jobs_a_second_is_not_exceeded()
    {
        await QueueAsync(live: 5, backfill: 0);
        await using var worker = _scenario.NewWorker(new ExtractionOptions { Slots = 8, JobsPerSecond = 1 });

        Assert.Equal(1, await worker.WorkOffOnceAsync());
        Assert.Equal(0, await worker.WorkOffOnceAsync());
        await Eventually.HoldsAsync(async () => await worker.WorkOffOnceAsync() == 1, Deadline, () => "the next second's job");
    }

    [Theory]
    [InlineData(1, 1, 1000)]
    [InlineData(25, 2, 80)]
    [InlineData(1000, 100, 100)]
    public void A_rate_is_given_out_in_small_portions(int perSecond, int atOnce, double periodMs)
    {
        using var rate = new JobRate(new ExtractionOptions { JobsPerSecond = perSecond });
        Assert.Equal((atOnce, periodMs), (rate.Allow(100_000), rate.Period.TotalMilliseconds));
    }

    [Fact]
    public async Task No_more_than_so_many_reads_from_the_store_are_under_way()
    {
        await QueueAsync(live: 6, backfill: 0);
        var (now, most) = (0, 0);
        var meeting = new SemaphoreSlim(0);
        _scenario.Store.BeforeOpen = async (_, cancellationToken) =>
        {
            var atOnce = Interlocked.Increment(ref now);
            InterlockedMax(ref most, atOnce);

            // The second of each pair lets both go on: with fewer than two at once, none would.
            if (atOnce % 2 == 0)
            {
                meeting.Release(2);
            }

            await meeting.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref now);
        };
        await using var worker = _scenario.NewWorker(new ExtractionOptions { Slots = 6, MeasurementsInParallel = 6, ObjectReads = 2 });
        await worker.WorkOffAllAsync().WaitAsync(Deadline);

        Assert.Equal(2, most);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }

    private void BlockWork() => _scenario.Store.BeforeOpen = (_, cancellationToken) => _release.Task.WaitAsync(cancellationToken);

    private async Task QueueAsync(int live, int backfill)
    {
        for (var i = 0; i < live + backfill; i++)
        {
            var session = await _scenario.CompleteSessionAsync(TestRecording.Tone(samples: 2000));
            if (i >= live)
            {
                await _scenario.ExecuteAsync($"update heimdall.extraction_jobs set lane = 'backfill' where id = '{session.FeatureExtractionTaskId}'");
            }
        }
    }

    private async Task<(long Live, long Backfill)> WaitingAsync() => (
        await _scenario.QueryAsync<long>("select count(*) from heimdall.extraction_jobs where status = 'queued' and lane = 'live'"),
        await _scenario.QueryAsync<long>("select count(*) from heimdall.extraction_jobs where status = 'queued' and lane = 'backfill'"));
}
