using System.Diagnostics;
using Heimdall.Extractor.Scheduling;
using Heimdall.Ledger;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Queue;

/// <summary>Wakes who waits for new rows, at the commit that brings them.</summary>
internal sealed class NotificationListener(
    LedgerNotifications notifications,
    JobWorker worker,
    Announcer announcer,
    RequestedTasks tasks,
    LeaseKeeper leases,
    BackfillStepper backfills,
    LedgerStart ledger,
    TimeProvider time,
    ILogger<NotificationListener> logger) : BackgroundService
{
    private static readonly TimeSpan ListenDuration = TimeSpan.FromMinutes(5);

    private readonly SteadyLoop _loop = new("Listening to the database", ledger, time, logger, isSuccessProof: false);

    /// <summary>Listens for some minutes.</summary>
    public Task RunOnceAsync(CancellationToken cancellationToken) => notifications.ListenAsync(ListenDuration, Wake, cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loop.RunAsync(RunOnceAsync, static _ => Task.CompletedTask, stoppingToken);

    private void Wake(LedgerNotification notification)
    {
        _loop.TellRecovered();
        switch (notification)
        {
            case LedgerNotification.Jobs:
                // Every worker hears of the commit; whoever has room claims at once, and the announcer tells of what is left.
                worker.Wake();
                announcer.Wake();
                break;
            case LedgerNotification.Tasks:
                tasks.Wake();
                break;
            case LedgerNotification.Cancellations:
                leases.Wake();
                break;
            case LedgerNotification.Backfills:
                backfills.Wake();
                break;
            default:
                throw new UnreachableException($"{notification} is not told by the database.");
        }
    }
}
