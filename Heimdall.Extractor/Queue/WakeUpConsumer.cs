using Heimdall.Ledger.DeadLetters;
using Heimdall.Ledger.WakeUps;
using Microsoft.Extensions.Hosting;

namespace Heimdall.Extractor.Queue;

/// <summary>Wakes the worker when the broker brings a wake-up. What is none is kept for an admin to look at.</summary>
internal sealed class WakeUpConsumer(
    WakeUpListener listener, JobWorker worker, HeldJobs held, DeadLetterStore deadLetters, LedgerStart ledger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ledger.WhenReadyAsync(stoppingToken);
        await listener.RunAsync(WakeAsync, KeepAsync, stoppingToken);
    }

    private Task WakeAsync(WakeUp wakeUp, CancellationToken cancellationToken)
    {
        // It heard of the commit before the broker did: whatever else waits has wake-ups of its own.
        if (!held.Holds(wakeUp.JobId))
        {
            worker.Wake();
        }

        return Task.CompletedTask;
    }

    // Where the database is out of reach this throws, and the message goes back to its queue.
    private Task KeepAsync(UndecodableWakeUp message, CancellationToken cancellationToken) => deadLetters.RecordAsync(
        new NewDeadLetter(message.Queue, message.Fingerprint, message.Reason, message.Headers, message.Head, message.Bytes), cancellationToken);
}
