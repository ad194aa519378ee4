using Heimdall.Ledger.DeadLetters;
using Heimdall.Ledger.WakeUps;
using Microsoft.Extensions.Hosting;

namespace Heimdall.Extractor.Queue;

/// <summary>Wakes the worker when the broker brings a wake-up. What is none is kept for an admin to look at.</summary>
internal sealed class WakeUpConsumer(
    WakeUpListener listener, JobWorker worker, DeadLetterStore deadLetters, LedgerStart ledger, TimeProvider time) : BackgroundService
{
    // A wake-up may be quicker than the announcer's commit, which holds the very row: claiming skips what is locked.
    private static readonly TimeSpan SecondLook = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ledger.WhenReadyAsync(stoppingToken);
        await listener.RunAsync(WakeAsync, KeepAsync, stoppingToken);
    }

    private async Task WakeAsync(WakeUp wakeUp, CancellationToken cancellationToken)
    {
        worker.Wake();
        await Task.Delay(SecondLook, time, cancellationToken);
        worker.Wake();
    }

    // Where the database is out of reach this throws, and the message goes back to its queue.
    private Task KeepAsync(UndecodableWakeUp message, CancellationToken cancellationToken) => deadLetters.RecordAsync(
        new NewDeadLetter(message.Queue, message.Fingerprint, message.Reason, message.Headers, message.Head, message.Bytes), cancellationToken);
}
