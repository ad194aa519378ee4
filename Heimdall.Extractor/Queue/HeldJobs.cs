using System.Collections.Concurrent;
using Heimdall.Ledger.Jobs;

namespace Heimdall.Extractor.Queue;

/// <summary>The jobs that this worker works on.</summary>
internal sealed class HeldJobs(ExtractionOptions options, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<Lease, (HeldJob Job, Task Work)> _jobs = new();
    private readonly CancellationTokenSource _release = new();
    private readonly CancellationTokenSource _giveUp = new();

    /// <summary>All of them, with those whose end is being written.</summary>
    public int Count => _jobs.Count;

    /// <summary>The last claim got as many jobs as it asked for: more of them wait, most likely.</summary>
    public bool HasBacklog
    {
        get;
        set
        {
            field = value;
            if (!value)
            {
                // Whoever got the last job that waited would wait in vain.
                Company.Set();
            }
        }
    }

    /// <summary>Woken when results that wait for company need not wait any longer: there is enough of it, or there will be none.</summary>
    public Wake Company { get; } = new();

    /// <summary>Those that are worked on.</summary>
    /// <param name="lane">Of this lane; null for all.</param>
    public int Working(string? lane = null) =>
        _jobs.Values.Count(held => !held.Job.IsSettling && (lane is null || string.Equals(held.Job.Job.Lane, lane, StringComparison.Ordinal)));

    /// <summary>True where this worker has the job already.</summary>
    public bool Holds(Guid jobId) => _jobs.Keys.Any(lease => lease.JobId == jobId);

    /// <summary>Cancelled when giving the jobs back takes too long at the end: what is left is found by its lease's end.</summary>
    public CancellationToken GiveUp => _giveUp.Token;

    /// <summary>Jobs whose leases are to be renewed.</summary>
    public IReadOnlyList<HeldJob> ToRenew() => [.. _jobs.Values.Select(held => held.Job).Where(job => job.IsToBeRenewed)];

    /// <summary>Works on a claimed job in the background.</summary>
    /// <param name="job">The job as claimed.</param>
    /// <param name="askedAt">Timestamp from before the claim.</param>
    /// <param name="work">Never throws.</param>
    /// <param name="onFree">Called when the work is over, and when its end is written: there is room.</param>
    public void Start(ClaimedJob job, long askedAt, Func<HeldJob, Task> work, Action onFree)
    {
        var held = new HeldJob(job, options.LeaseDuration, askedAt, time, onFree, _release.Token);
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
                onFree();
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
        Company.Dispose();
    }
}
