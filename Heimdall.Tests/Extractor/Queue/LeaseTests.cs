using System.Diagnostics;
using Heimdall.Extractor;
using Heimdall.Extractor.Queue;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Extractor.Queue;

/// <summary>Leases: kept while the work goes on, and the work stopped with them.</summary>
public sealed class LeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly WorkerScenario _scenario = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task Renewing_moves_the_leases_end_and_tells_the_progress()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone(), TestRecording.Tone());
        await using var worker = _scenario.NewWorker(new ExtractionOptions { Slots = 1, MeasurementsInParallel = 1 });
        var (second, release) = BlockSecondReading();
        await worker.Jobs.RunOnceAsync(CancellationToken.None);
        await second.WaitAsync(Deadline);
        var claimed = await _scenario.JobOfAsync(session);

        Assert.Equal(1, await worker.Get<LeaseKeeper>().RunOnceAsync(CancellationToken.None));

        var renewed = await _scenario.JobOfAsync(session);
        Assert.True(renewed.LeaseExpiresAt > claimed.LeaseExpiresAt);
        Assert.Equal(50, renewed.Progress);
        release.SetResult();
        await worker.Held.WhenIdleAsync();
        Assert.Equal(JobStatus.Completed, (await _scenario.JobOfAsync(session)).Status);
        Assert.Equal(0, await worker.Get<LeaseKeeper>().RunOnceAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_job_that_waits_for_a_place_is_not_stuck_and_the_one_that_has_it_is()
    {
        await using var worker = NewNarrowWorker();
        var (atWork, _) = await OneAtWorkAndOneWaitingAsync(worker);
        await StandStillAsync();

        Assert.Equal(2, await worker.Get<LeaseKeeper>().RunOnceAsync(CancellationToken.None));

        Assert.Equal([atWork], await StuckAsync(worker));
        _release.SetResult();
        await worker.Held.WhenIdleAsync();
        Assert.Equal(2, (await _scenario.Ledger.StatisticsAsync()).RecordingsWithFeatures);
    }

    [Fact]
    public async Task A_job_that_waits_for_one_that_is_no_more_is_stuck()
    {
        await using var worker = NewNarrowWorker();
        var (atWork, waiting) = await OneAtWorkAndOneWaitingAsync(worker);
        await _scenario.ExecuteAsync($"delete from heimdall.extraction_jobs where id = '{atWork}'");
        Assert.Equal(1, await worker.Get<LeaseKeeper>().RunOnceAsync(CancellationToken.None));
        await StandStillAsync();

        Assert.Equal(1, await worker.Get<LeaseKeeper>().RunOnceAsync(CancellationToken.None));

        Assert.Equal([waiting], await StuckAsync(worker));
        _release.SetResult();
        await worker.Held.WhenIdleAsync();
    }

    [Fact]
    public async Task A_job_whose_lease_is_lost_is_stopped_at_once()
    {
        await _scenario.CompleteSessionAsync(TestRecording.Tone(), TestRecording.Tone());
        await using var worker = _scenario.NewWorker(new ExtractionOptions { Slots = 1, MeasurementsInParallel = 1 });
        var (second, _) = BlockSecondReading();
        await worker.Jobs.RunOnceAsync(CancellationToken.None);
        await second.WaitAsync(Deadline);
        await _scenario.ExpireAllLeasesAsync();
        await using var other = _scenario.NewWorker();
        await other.Get<Rescuer>().RunOnceAsync(CancellationToken.None);

        Assert.Equal(0, await worker.Get<LeaseKeeper>().RunOnceAsync(CancellationToken.None));

        // The reading would wait for ever.
        await worker.Held.WhenIdleAsync().WaitAsync(Deadline);
        Assert.Equal(0, worker.Held.Count);
    }

    [Fact]
    public async Task A_job_that_cannot_be_renewed_is_stopped_before_its_lease_ends()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone(), TestRecording.Tone());
        await using var worker = _scenario.NewWorker(new ExtractionOptions { Slots = 1, MeasurementsInParallel = 1, LeaseDuration = TimeSpan.FromSeconds(2) });
        BlockSecondReading();
        var started = Stopwatch.GetTimestamp();
        await worker.Jobs.RunOnceAsync(CancellationToken.None);

        await worker.Held.WhenIdleAsync().WaitAsync(Deadline);

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 1.5, 4);
        var job = await _scenario.JobOfAsync(session);
        Assert.Equal((JobStatus.Extracting, worker.Id), (job.Status, job.LeaseOwner));
        Assert.Null(await _scenario.FeaturesOfAsync(session));
    }

    [Fact]
    public async Task A_renewal_that_hangs_is_the_databases_fault_and_says_so()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone(), TestRecording.Tone());
        await using var worker = _scenario.NewWorker(new ExtractionOptions { Slots = 1, MeasurementsInParallel = 1, RenewInterval = TimeSpan.FromMilliseconds(200) });
        var (second, release) = BlockSecondReading();
        await worker.Jobs.RunOnceAsync(CancellationToken.None);
        await second.WaitAsync(Deadline);

        await using (await _scenario.LockJobAsync(session))
        {
            var fault = await Assert.ThrowsAsync<TimeoutException>(() => worker.Get<LeaseKeeper>().RunOnceAsync(CancellationToken.None));
            Assert.Equal("The database did not answer within 0.2 s", fault.Message);
        }

        Assert.Equal(1, await worker.Get<LeaseKeeper>().RunOnceAsync(CancellationToken.None));
        release.SetResult();
        await worker.Held.WhenIdleAsync();
    }

    [Fact]
    public async Task An_expired_lease_is_found_and_the_job_done_by_somebody_else()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        await _scenario.Ledger.ClaimOneAsync("a worker that died");
        await using var worker = _scenario.NewWorker();
        Assert.Empty((await worker.Get<Rescuer>().RunOnceAsync(CancellationToken.None))!.Requeued);
        await _scenario.ExpireAllLeasesAsync();

        Assert.Single((await worker.Get<Rescuer>().RunOnceAsync(CancellationToken.None))!.Requeued);
        await worker.WorkOffAllAsync();

        Assert.Equal((JobStatus.Completed, 2), ((await _scenario.JobOfAsync(session)).Status, (await _scenario.JobOfAsync(session)).Attempt));
        await _scenario.Ledger.StatisticsAsync();
    }

    [Fact]
    public async Task Two_workers_never_do_the_same_job()
    {
        var sessions = new List<Heimdall.Ledger.Sessions.Session>();
        for (var i = 0; i < 30; i++)
        {
            sessions.Add(await _scenario.CompleteSessionAsync(TestRecording.Tone(samples: 2000)));
        }

        await using var one = _scenario.NewWorker(new ExtractionOptions { Slots = 3 });
        await using var two = _scenario.NewWorker(new ExtractionOptions { Slots = 3 });
        var done = await Task.WhenAll(one.WorkOffAllAsync(), two.WorkOffAllAsync());

        Assert.Equal(30, done.Sum());
        Assert.All(done, count => Assert.True(count > 0));
        foreach (var session in sessions)
        {
            Assert.Equal("completed", Assert.Single(await _scenario.AttemptsOfAsync(session)).Outcome);
        }

        Assert.Equal(30, (await _scenario.Ledger.StatisticsAsync()).RecordingsWithFeatures);
    }

    private (Task Entered, TaskCompletionSource Release) BlockSecondReading()
    {
        var readings = 0;
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _scenario.Store.BeforeOpen = async (_, cancellationToken) =>
        {
            if (Interlocked.Increment(ref readings) == 2)
            {
                entered.TrySetResult();
                await release.Task.WaitAsync(cancellationToken);
            }
        };
        return (entered.Task, release);
    }

    /// <summary>One place, which whoever has it keeps until it is released.</summary>
    private TestWorker NewNarrowWorker()
    {
        _scenario.Store.BeforeOpen = (_, _) =>
        {
            _entered.TrySetResult();
            return _release.Task;
        };
        return _scenario.NewWorker(new ExtractionOptions { Slots = 2, MeasurementsInParallel = 1 });
    }

    private async Task<(Guid AtWork, Guid Waiting)> OneAtWorkAndOneWaitingAsync(TestWorker worker)
    {
        await _scenario.CompleteSessionAsync(TestRecording.Tone());
        await _scenario.CompleteSessionAsync(TestRecording.Tone());
        Assert.Equal(2, await worker.Jobs.RunOnceAsync(CancellationToken.None));
        await _entered.Task.WaitAsync(Deadline);
        await Eventually.HoldsAsync(() => worker.Held.ToRenew().Count(job => job.Progress.IsWaiting) == 1, Deadline, "one of them waits");
        var jobs = worker.Held.ToRenew();
        return (jobs.Single(job => !job.Progress.IsWaiting).Job.Id, jobs.Single(job => job.Progress.IsWaiting).Job.Id);
    }

    private Task StandStillAsync() => _scenario.ExecuteAsync("update heimdall.extraction_jobs set progressed_at = now() - interval '4 hours'");

    private static async Task<IEnumerable<Guid>> StuckAsync(TestWorker worker) =>
        (await worker.Get<StuckJobs>().FindAsync(TimeSpan.FromHours(3), 10, CancellationToken.None)).Select(job => job.Id);
}
