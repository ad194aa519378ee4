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

    [Fact]
    public async Task The_work_at_a_cancelled_job_stops_within_a_second()
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

        var outcome = await worker.Get<JobCancellations>().CancelAsync(job.Id, "bob", CancellationToken.None);
        var cancelledAt = Stopwatch.GetTimestamp();

        Assert.IsType<JobCancelOutcome.Cancelled>(outcome);
        Assert.InRange(Stopwatch.GetElapsedTime(cancelledAt, await stopped.Task.WaitAsync(Deadline)).TotalSeconds, -1, 1);
        _scenario.Store.BeforeOpen = null;
        var next = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        await Eventually.HoldsAsync(async () => (await _scenario.JobOfAsync(next)).Status == JobStatus.Completed, Deadline, worker.Log.Tail);
        Assert.Equal(JobStatus.Cancelled, (await _scenario.JobOfAsync(session)).Status);
        Assert.True((await _scenario.FeaturesOfAsync(session))?.ExtractionFailed);
        var statistics = await _scenario.Ledger.StatisticsAsync();
        Assert.Equal((1, 1), (statistics.RecordingsWithFeatures, statistics.Failed));
    }
}
