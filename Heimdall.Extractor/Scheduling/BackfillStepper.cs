using System.Diagnostics;
using Heimdall.Extractor.Queue;
using Heimdall.Ledger.Backfills;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Scheduling;

/// <summary>
/// Keeps the running backfills supplied with jobs, a window of them and never the whole. Every worker does it; one at a time is at a
/// backfill.
/// </summary>
internal sealed partial class BackfillStepper(
    BackfillSteps steps, SchedulesOptions options, LedgerStart ledger, TimeProvider time, ILogger<BackfillStepper> logger) : BackgroundService
{
    /// <summary>Backfills that a round moves on, at most: those that wait longest.</summary>
    private const int MostBackfills = 20;

    /// <summary>Steps of one backfill in a round, at most: the others have their turn.</summary>
    private const int MostSteps = 10;

    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(5);

    private readonly SteadyLoop _loop = new("Moving backfills on", ledger, time, logger);
    private readonly Wake _wake = new();
    private bool _isAnyRunning;

    /// <summary>A backfill was started, or goes on.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Moves every running backfill on until enough of its jobs are in flight.</summary>
    /// <returns>How many jobs were queued.</returns>
    public async Task<long> RunOnceAsync(CancellationToken cancellationToken)
    {
        var running = await steps.ListRunningAsync(MostBackfills, cancellationToken);
        _isAnyRunning = running.Count > 0;
        var queued = 0L;
        foreach (var id in running)
        {
            queued += await AdvanceAsync(id, cancellationToken);
        }

        await steps.SweepAsync(cancellationToken);
        return queued;
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loop.RunAsync(
            RunOnceAsync, stopping => _wake.WaitAsync(_isAnyRunning ? options.BackfillsInterval : IdleInterval, stopping), stoppingToken);

    private async Task<long> AdvanceAsync(Guid id, CancellationToken cancellationToken)
    {
        var queued = 0L;
        for (var step = 0; step < MostSteps; step++)
        {
            switch (await steps.StepAsync(id, cancellationToken))
            {
                case BackfillStep.Advanced advanced:
                    queued += advanced.Queued;
                    if (advanced.Refused > 0)
                    {
                        LogRefused(id, advanced.Refused);
                    }

                    break;
                case BackfillStep.Ended { Backfill: var ended }:
                    Tell(ended);
                    return queued;
                case BackfillStep.Waited or BackfillStep.NotMine:
                    return queued;
                case var other:
                    throw new UnreachableException($"{other} is not what a step does.");
            }
        }

        return queued;
    }

    private void Tell(Backfill backfill)
    {
        if (backfill.StopReason == BackfillStopReason.MaxBatches)
        {
            LogStoppedAtLimit(backfill.Id, backfill.MaxBatches, backfill.BatchSize, backfill.Set.ToString());
        }
        else
        {
            LogEnded(backfill.Id, backfill.State, backfill.StopReason ?? "nothing is left", backfill.Found, backfill.Queued, backfill.Skipped);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Backfill {BackfillId} stopped after {MaxBatches} batches of {BatchSize}: recordings without {Set} are left, another backfill takes them")]
    private partial void LogStoppedAtLimit(Guid backfillId, int maxBatches, int batchSize, string set);

    [LoggerMessage(LogLevel.Information, "Backfill {BackfillId} is {State} ({Reason}): found {Found}, queued {Queued}, skipped {Skipped}")]
    private partial void LogEnded(Guid backfillId, string state, string reason, long found, long queued, long skipped);

    [LoggerMessage(LogLevel.Warning, "Backfill {BackfillId}: the database refused {Refused} recordings, the others were queued; its log says why")]
    private partial void LogRefused(Guid backfillId, long refused);
}
