using Heimdall.Ledger.WakeUps;
using Microsoft.Extensions.Hosting;

namespace Heimdall.Extractor.Queue;

/// <summary>Wakes the worker when the broker brings a wake-up.</summary>
internal sealed class WakeUpConsumer(WakeUpListener listener, JobWorker worker, LedgerStart ledger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ledger.WhenReadyAsync(stoppingToken);
        await listener.RunAsync(WakeAsync, IgnoreAsync, stoppingToken);
    }

    private Task WakeAsync(WakeUp wakeUp, CancellationToken cancellationToken)
    {
        worker.Wake();
        return Task.CompletedTask;
    }

    // The listener has told of it, and there is nothing to wake for.
    private static Task IgnoreAsync(UndecodableWakeUp message, CancellationToken cancellationToken) => Task.CompletedTask;
}
