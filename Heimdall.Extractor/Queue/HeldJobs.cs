using System.Collections.Concurrent;
using Heimdall.Ledger.Jobs;

namespace Heimdall.Extractor.Queue;

/// <summary>The jobs that this worker works on.</summary>
internal sealed class HeldJobs(ExtractionOptions options, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<Lease, (HeldJob Job, Task Work)> _jobs = new();
    private readonly CancellationTokenSource _release = new();
    private readonly CancellationTokenSource _giveUp = new();

    public int Count => _jobs.Count;

    /// <summary>Cancelled when giving the jobs back takes too long at the end: what is left is found by its lease's end.</summary>
    public CancellationToken GiveUp => _giveUp.Token;

    /// <summary>Jobs whose leases are to be renewed.</summary>
    public IReadOnlyList<HeldJob> ToRenew() => [.. _jobs.Values.Select(held => held.Job).Where(job => job.IsToBeRenewed)];

    /// <summary>Works on a claimed job in the background.</summary>
    /// <param name="job">The job as claimed.</param>
    /// <param name="askedAt">Timestamp from before the claim.</param>
    /// <param name="work">Never throws.</param>
    /// <param name="onEnd">Called when the work has ended and its slot is free.</param>
    public void Start(ClaimedJob job, long askedAt, Func<HeldJob, Task> work, Action onEnd)
    {
        var held = new HeldJob(job, options.LeaseDuration, askedAt, time, _release.Token);
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _jobs[job.Lease] = (held, RunAsync());
        begin.SetResult();

        async Task RunAsync()
        {
            await begin.Task;
            try
            {
                await work(held);
            }
            finally
            {
                _jobs.TryRemove(job.Lease, out _);
                held.Dispose();
                onEnd();
            }
        }
    }

    /// <summary>Stops all work and waits until it is given back, or for as long as that may take.</summary>
    public async Task ReleaseAllAsync()
    {
        _giveUp.CancelAfter(options.ShutdownTimeout);
        await _release.CancelAsync();
        await WhenIdleAsync();
    }

    /// <summary>Completes when nothing is worked on.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(_jobs.Values.Select(held => held.Work));

    public void Dispose()
    {
        _release.Dispose();
        _giveUp.Dispose();
    }
}
