using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.WakeUps;
using Heimdall.Ledger.Workers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Queue;

/// <summary>
/// Keeps the free slots filled. A wake-up is only a hint: the claim takes whatever the rows offer, and a poll finds what no hint told of.
/// While the object store is at fault they stay empty but for a try.
/// </summary>
internal sealed partial class JobWorker(
    JobQueue queue,
    ExtractionAttempt attempt,
    HeldJobs held,
    WorkerIdentity worker,
    JobRate rate,
    StoreConditions store,
    StoreTries tries,
    ExtractionOptions options,
    LedgerStart ledger,
    TimeProvider time,
    ILogger<JobWorker> logger) : BackgroundService
{
    /// <summary>Ends that wait to be written, at most, or as many as there are slots: room for one batch beside the one that is being written.</summary>
    private const int MostEnding = 2 * SettlementWriter.Company;

    private readonly SteadyLoop _loop = new("Claiming jobs", ledger, time, logger);
    private readonly Wake _wake = new();

    /// <summary>The last claim left room for more of either lane only where no more was due. What is queued since then says so itself.</summary>
    private volatile bool _mayWait = true;

    /// <summary>There may be work.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Claims as many jobs as there is room for and starts to work on them.</summary>
    /// <returns>How many were claimed.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        // Until the claim says otherwise: what ends meanwhile makes room for a next one.
        _mayWait = true;
        var free = rate.Allow(Room());
        if (free <= 0)
        {
            return 0;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var (claimed, mayWait) = (0, tries.AreLimited);
        foreach (var share in tries.Share(free))
        {
            var jobs = Math.Min(share.Jobs, free - claimed);
            if (share.IsTryOfReading && claimed > 0)
            {
                break;
            }

            if (jobs > 0 && share.Sets.Count > 0)
            {
                var (more, isAll) = await ClaimAsync(share with { Jobs = jobs });
                (claimed, mayWait) = (claimed + more, mayWait || !isAll);
            }
        }

        held.HasBacklog = claimed == free;
        _mayWait = mayWait;
        return claimed;
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        (store.Reading.WhenRecovered, store.Writing.WhenRecovered) = (Wake, Wake);
        await _loop.RunAsync(RunOnceAsync, stopping => _wake.WaitAsync(LongestWait(), stopping), stoppingToken);
        (store.Reading.WhenRecovered, store.Writing.WhenRecovered) = (null, null);
        LogReleasing(held.Count);
        await held.ReleaseAllAsync();
    }

    /// <returns>How many were claimed, and whether no more of them are due.</returns>
    private async Task<(int Jobs, bool IsAll)> ClaimAsync(ClaimShare share)
    {
        var askedAt = time.GetTimestamp();

        // Not cancelled: a claim that commits while nobody listens any more would have to wait for its lease's end.
        var backfill = options.BackfillSlots - held.Working(Lane.Backfill.Name);
        var jobs = await queue.ClaimAsync(OrderOf(share, backfill), CancellationToken.None);
        rate.Spend(jobs.Count);
        foreach (var job in jobs)
        {
            tries.Claimed(share, job);
            held.Start(job, askedAt, one => attempt.RunAsync(one, held.GiveUp), Freed);
        }

        return (jobs.Count, jobs.Count < share.Jobs && jobs.Count(job => job.Lane == Lane.Backfill.Name) < backfill);
    }

    private ClaimOrder OrderOf(ClaimShare share, int backfill) =>
        new(worker.Id, share.Jobs, backfill, share.Sets, options.LeaseDuration, RecordingExtraction.LowestPriorityOf(share.Sets));

    private void Freed()
    {
        if (_mayWait)
        {
            _wake.Set();
        }
    }

    // Writing the ends takes the database's time, not this worker's: the next jobs are worked on meanwhile, and only so many ends wait.
    private int Room() => Math.Min(options.Slots - held.Working(), options.Slots + Math.Max(options.Slots, MostEnding) - held.Count);

    private TimeSpan LongestWait()
    {
        var wait = rate.IsSpent && rate.Period < options.PollInterval ? rate.Period : options.PollInterval;
        return tries.UntilNext is { } next && next < wait ? next : wait;
    }

    [LoggerMessage(LogLevel.Information, "No more jobs are claimed; {Jobs} are given back")]
    private partial void LogReleasing(int jobs);
}
