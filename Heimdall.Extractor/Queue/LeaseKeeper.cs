using Heimdall.Ledger.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Queue;

/// <summary>
/// Renews the leases of all jobs that are worked on, and tells how far they are. A job whose lease is lost is stopped at once.
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

    /// <returns>How many leases were renewed.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var jobs = held.ToRenew();
        if (jobs.Count == 0)
        {
            return 0;
        }

        // A call that hangs must leave time for another one before the leases end.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.RenewInterval);
        var askedAt = time.GetTimestamp();
        var renewed = await RenewAsync(jobs, patience.Token);
        foreach (var job in jobs)
        {
            Settle(job, renewed.Contains(job.Job.Id), askedAt);
        }

        return renewed.Count;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loop.RunAsync(RunOnceAsync, stopping => Task.Delay(options.RenewInterval, time, stopping), stoppingToken);

    private async Task<IReadOnlySet<Guid>> RenewAsync(IReadOnlyList<HeldJob> jobs, CancellationToken cancellationToken)
    {
        try
        {
            return await queue.RenewAsync(
                [.. jobs.Select(job => new LeaseRenewal(job.Job.Lease, job.Progress.Percent))], options.LeaseDuration, cancellationToken);
        }
        catch
        {
            meter.NotRenewed(jobs.Count);
            throw;
        }
    }

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
