using System.Diagnostics;
using Heimdall.Extractor;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Extractor.Queue;

/// <summary>A worker hears of a cancellation at once, and goes on with the next job.</summary>
public sealed class CancellationTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly WorkerScenario _scenario = new();

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync() => _scenario.DisposeAsync();

    [Theory]
    [InlineData(JobStatus.Cancelled)]
    [InlineData(JobStatus.Failed)]
    public async Task The_work_at_a_job_that_is_cancelled_or_failed_as_stuck_stops_within_a_second(string end)
    {
        var entered = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var stopped = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        _scenario.Store.BeforeOpen = async (_, cancellationToken) =>
        {
            entered.TrySetResult(Stopwatch.GetTimestamp());
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stopped.TrySetResult(Stopwatch.GetTimestamp());
            cancellationToken.ThrowIfCancellationRequested();
        };

        // Renewals are far away: only the notification can be as quick.
        await using var worker = _scenario.NewWorker(new ExtractionOptions { Slots = 1, RenewInterval = TimeSpan.FromMinutes(5), LeaseDuration = TimeSpan.FromMinutes(10) });
        await worker.StartAsync();
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        await entered.Task.WaitAsync(Deadline);
        var job = await _scenario.JobOfAsync(session);

        await EndAsync(worker, job, end);
        var endedAt = Stopwatch.GetTimestamp();

        Assert.InRange(Stopwatch.GetElapsedTime(endedAt, await stopped.Task.WaitAsync(Deadline)).TotalSeconds, -1, 1);
        _scenario.Store.BeforeOpen = null;
        var next = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        await Eventually.HoldsAsync(async () => (await _scenario.JobOfAsync(next)).Status == JobStatus.Completed, Deadline, worker.Log.Tail);
        Assert.Equal(end, (await _scenario.JobOfAsync(session)).Status);
        Assert.True((await _scenario.FeaturesOfAsync(session))?.ExtractionFailed);
        var statistics = await _scenario.Ledger.StatisticsAsync();
        Assert.Equal((1, 1), (statistics.RecordingsWithFeatures, statistics.Failed));
    }

    private async Task EndAsync(TestWorker worker, Job job, string end)
    {
        if (end == JobStatus.Cancelled)
        {
            Assert.IsType<JobCancelOutcome.Cancelled>(await worker.Get<JobCancellations>().CancelAsync(job.Id, "bob", CancellationToken.None));
            return;
        }

        await _scenario.ExecuteAsync("update heimdall.extraction_jobs set progressed_at = now() - interval '4 hours'");
        var stuck = Assert.Single(await worker.Get<StuckJobs>().FindAsync(TimeSpan.FromHours(3), 10, CancellationToken.None));
        Assert.True(await worker.Get<StuckJobs>().FailAsync(stuck, TimeSpan.FromHours(3), CancellationToken.None));
    }
}
