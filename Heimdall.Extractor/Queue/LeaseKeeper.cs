using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Queue;

/// <summary>
/// Renews the leases of all jobs that are worked on, and tells how far they are. A job whose lease is lost is stopped at once; when one was
/// cancelled, it looks without waiting for the next renewal.
/// </summary>
internal sealed partial class LeaseKeeper(
    JobQueue queue,
    HeldJobs held,
    ExtractionOptions options,
    JobMeter meter,
    LedgerStart ledger,
    TimeProvider time,
    ILogger<LeaseKeeper> logger) : BackgroundService
{
    private readonly SteadyLoop _loop = new("Renewing leases", ledger, time, logger);
    private readonly Wake _wake = new();

    /// <summary>A job may have been cancelled.</summary>
    public void Wake() => _wake.Set();

    /// <returns>How many leases were renewed.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var jobs = held.ToRenew();
        if (jobs.Count == 0)
        {
            return 0;
        }

        var askedAt = time.GetTimestamp();
        var renewed = await RenewOrCountAsync(jobs, cancellationToken);
        foreach (var job in jobs)
        {
            Settle(job, renewed.Contains(job.Job.Id), askedAt);
        }

        return renewed.Count;
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loop.RunAsync(RunOnceAsync, stopping => _wake.WaitAsync(options.RenewInterval, stopping), stoppingToken);

    private async Task<IReadOnlySet<Guid>> RenewOrCountAsync(IReadOnlyList<HeldJob> jobs, CancellationToken cancellationToken)
    {
        try
        {
            return await RenewAsync(jobs, cancellationToken);
        }
        catch
        {
            meter.NotRenewed(jobs.Count);
            throw;
        }
    }

    private async Task<IReadOnlySet<Guid>> RenewAsync(IReadOnlyList<HeldJob> jobs, CancellationToken cancellationToken)
    {
        // A call that hangs must leave time for another one before the leases end.
        using var patience = new CancellationTokenSource(options.RenewInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await queue.RenewAsync(
                [.. jobs.Select(job => new LeaseRenewal(job.Job.Lease, job.Progress.Percent, IsWaiting(job, jobs)))], options.LeaseDuration, either.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The database did not answer within {options.RenewInterval.TotalSeconds:0.#} s", late);
        }
    }

    // Only where somebody is at work at such a place: what hangs may keep it for a job that was cancelled, and then nobody's progress shows that.
    private static bool IsWaiting(HeldJob job, IReadOnlyList<HeldJob> jobs) =>
        job.Progress.IsWaiting
        && jobs.Any(other => !other.Progress.IsWaiting && RecordingExtraction.IsLeisurely(other.Job.Set) == RecordingExtraction.IsLeisurely(job.Job.Set));

    private void Settle(HeldJob job, bool isRenewed, long askedAt)
    {
        if (isRenewed)
        {
            job.Renewed(askedAt);
        }
        else if (job.IsToBeRenewed)
        {
            meter.LeaseLost();
            LogLost(job.Job.Id, job.Job.LeaseToken);
            job.Lose();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The lease {Token} of job {JobId} is lost: its work is stopped")]
    private partial void LogLost(Guid jobId, long token);
}
