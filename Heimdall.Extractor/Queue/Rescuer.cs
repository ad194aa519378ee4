using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Workers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Queue;

/// <summary>
/// Brings back the jobs of workers that stopped renewing. After an outage of the database it gives everybody one lease time to renew:
/// nobody could in the meantime.
/// </summary>
internal sealed partial class Rescuer(
    JobQueue queue,
    WorkerRegistry workers,
    WorkerIdentity worker,
    ExtractionOptions options,
    JobMeter meter,
    LedgerStart ledger,
    TimeProvider time,
    ILogger<Rescuer> logger) : BackgroundService
{
    private const int MostAtOnce = 200;

    private readonly SteadyLoop _loop = new("Rescuing jobs", ledger, time, logger);
    private bool _sawOutage;
    private long? _backSince;

    /// <returns>What was found; null while it pauses after an outage.</returns>
    public async Task<RescueReport?> RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_sawOutage)
            {
                await workers.SeeAsync(worker.Id, cancellationToken);
                (_sawOutage, _backSince) = (false, time.GetTimestamp());
            }

            if (_backSince is { } since && time.GetElapsedTime(since) < options.LeaseDuration)
            {
                return null;
            }

            _backSince = null;
            var report = await queue.RescueAsync(MostAtOnce, cancellationToken);
            Tell(report);
            return report;
        }
        catch (Exception fault) when (WorldFault.Is(fault))
        {
            _sawOutage = true;
            throw;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loop.RunAsync(RunOnceAsync, stopping => Task.Delay(options.RescueInterval, time, stopping), stoppingToken);

    private void Tell(RescueReport report)
    {
        meter.Rescued(report);
        foreach (var job in report.Requeued)
        {
            JobActivities.Rescued(job, isQueuedAgain: true);
            LogRequeued(job.Id);
        }

        foreach (var job in report.Failed)
        {
            JobActivities.Rescued(job, isQueuedAgain: false);
            LogFailed(job.Id);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Job {JobId} is queued again: its worker stopped renewing its lease")]
    private partial void LogRequeued(Guid jobId);

    [LoggerMessage(LogLevel.Error, "Job {JobId} failed: its worker stopped renewing its lease, and it was the last attempt")]
    private partial void LogFailed(Guid jobId);
}
