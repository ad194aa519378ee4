using Heimdall.Ledger.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Queue;

/// <summary>
/// Brings back the jobs of workers that stopped renewing. After it could not reach the database itself, or the server was restarted, it
/// gives everybody one lease time to renew, for nobody could in the meantime; it pauses for nothing else.
/// </summary>
internal sealed partial class Rescuer(
    JobQueue queue,
    ExtractionOptions options,
    JobMeter meter,
    LedgerStart ledger,
    TimeProvider time,
    ILogger<Rescuer> logger) : BackgroundService
{
    private const int MostAtOnce = 200;

    private readonly SteadyLoop _loop = new("Rescuing jobs", ledger, time, logger);
    private bool _sawOutage;
    private DateTimeOffset? _serverStart;
    private long? _backSince;

    /// <returns>What was found; null while it pauses after an outage.</returns>
    public async Task<RescueReport?> RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAtServerAsync(cancellationToken);
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

    private async Task LookAtServerAsync(CancellationToken cancellationToken)
    {
        var start = await queue.ReadServerStartAsync(cancellationToken);
        if (_sawOutage || (_serverStart is { } before ? before != start : ledger.SawOutage))
        {
            _backSince = time.GetTimestamp();
            LogPausing(options.LeaseDuration.TotalSeconds);
        }

        (_sawOutage, _serverStart) = (false, start);
    }

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

    [LoggerMessage(LogLevel.Information, "The database was away: nothing is rescued for {Seconds:0} s, so that those who could not renew can")]
    private partial void LogPausing(double seconds);

    [LoggerMessage(LogLevel.Warning, "Job {JobId} is queued again: its worker stopped renewing its lease")]
    private partial void LogRequeued(Guid jobId);

    [LoggerMessage(LogLevel.Error, "Job {JobId} failed: its worker stopped renewing its lease, and it was the last attempt")]
    private partial void LogFailed(Guid jobId);
}
