using Heimdall.Ledger.WakeUps;
using Microsoft.Extensions.Hosting;

namespace Heimdall.Extractor.Queue;

/// <summary>Wakes the worker when the broker brings a wake-up.</summary>
internal sealed class WakeUpConsumer(WakeUpListener listener, JobWorker worker, LedgerStart ledger, TimeProvider time) : BackgroundService
{
    // A wake-up may be quicker than the announcer's commit, which holds the very row: claiming skips what is locked.
    private static readonly TimeSpan SecondLook = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ledger.WhenReadyAsync(stoppingToken);
        await listener.RunAsync(WakeAsync, IgnoreAsync, stoppingToken);
    }

    private async Task WakeAsync(WakeUp wakeUp, CancellationToken cancellationToken)
    {
        worker.Wake();
        await Task.Delay(SecondLook, time, cancellationToken);
        worker.Wake();
    }

    // The listener has told of it, and there is nothing to wake for.
    private static Task IgnoreAsync(UndecodableWakeUp message, CancellationToken cancellationToken) => Task.CompletedTask;
}
