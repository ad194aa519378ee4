using System.Diagnostics;
using Heimdall.Ledger.Jobs;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Queue;

/// <summary>
/// Writes the results of many jobs in one transaction. What is finished while one batch is being written is the next one. Where nothing
/// else waits to be done, nobody waits for company; where there is a backlog, a moment brings some, and most of what a transaction costs is
/// the same for one result and for several.
/// </summary>
internal sealed partial class SettlementWriter(
    JobSettlements settlements, HeldJobs held, JobMeter meter, ILogger<SettlementWriter> logger)
{
    /// <summary>With so many results a batch is worth its transaction: it is written without waiting for more.</summary>
    public const int Company = 8;

    /// <summary>Jobs in a batch at most.</summary>
    public const int MostJobs = 128;

    /// <summary>Bytes of chunks in a batch at most; a result with more is written by itself, in nobody's way.</summary>
    public const long MostBytes = 4 << 20;

    /// <summary>What a backlog hides: its jobs have waited for longer.</summary>
    private static readonly TimeSpan LongestGathering = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _isWriting;

    /// <summary>Returns when the result is stored and its job has ended.</summary>
    /// <param name="settlement">What is written.</param>
    /// <param name="cancellationToken">Ends the waiting; the result may be written all the same.</param>
    /// <exception cref="LeaseLostException">Another worker has the job: nothing was written.</exception>
    /// <exception cref="Npgsql.NpgsqlException">The database is out of reach, or refuses this result.</exception>
    public Task SettleAsync(Settlement settlement, CancellationToken cancellationToken)
    {
        if (settlement.PayloadBytes > MostBytes)
        {
            return WriteOneAsync(settlement, cancellationToken);
        }

        var waiting = new Waiting(settlement);
        lock (_gate)
        {
            _waiting.Enqueue(waiting);
            if (!_isWriting)
            {
                _isWriting = true;
                BeginWriting();
            }
            else if (_waiting.Count >= Company)
            {
                held.Company.Set();
            }
        }

        return waiting.Written.WaitAsync(cancellationToken);
    }

    // The writing goes on for as long as there is something: it is no part of the trace of the job that happens to begin it.
    private void BeginWriting()
    {
        using var flow = ExecutionContext.SuppressFlow();
        _ = Task.Run(WriteAllAsync, CancellationToken.None);
    }

    // Never throws: every fault is its results' waiters'.
    private async Task WriteAllAsync()
    {
        do
        {
            await GatherAsync();
            await WriteAsync(NextBatch());
        }
        while (GoesOn());
    }

    private Task GatherAsync()
    {
        lock (_gate)
        {
            return held.HasBacklog && _waiting.Count < Company ? held.Company.WaitAsync(LongestGathering, CancellationToken.None) : Task.CompletedTask;
        }
    }

    private bool GoesOn()
    {
        lock (_gate)
        {
            return _isWriting = _waiting.Count > 0;
        }
    }

    private List<Waiting> NextBatch()
    {
        var batch = new List<Waiting>();
        var bytes = 0L;
        lock (_gate)
        {
            while (batch.Count < MostJobs && _waiting.TryPeek(out var next) && (bytes += next.Settlement.PayloadBytes) <= MostBytes)
            {
                batch.Add(_waiting.Dequeue());
            }
        }

        return batch;
    }

    private async Task WriteAsync(List<Waiting> batch)
    {
        using var activity = JobActivities.StartWrite(batch.ConvertAll(waiting => waiting.Saving));
        try
        {
            var held = await settlements.SettleAsync(batch.ConvertAll(waiting => waiting.Settlement), CancellationToken.None);
            meter.Settled(batch.Count);
            foreach (var waiting in batch)
            {
                waiting.End(held);
            }
        }
        catch (Exception fault) when (batch.Count > 1 && !WorldFault.Is(fault))
        {
            LogOneByOne(batch.Count, fault.Message);
            foreach (var waiting in batch)
            {
                await WriteAsync([waiting]);
            }
        }
        catch (Exception fault)
        {
            batch.ForEach(waiting => waiting.Fail(fault));
        }
    }

    // Beside the batches, on a connection of its own.
    private async Task WriteOneAsync(Settlement settlement, CancellationToken cancellationToken)
    {
        var held = await settlements.SettleAsync([settlement], cancellationToken);
        meter.Settled(1);
        if (!held.Contains(settlement.Job.Lease))
        {
            throw new LeaseLostException(settlement.Job.Lease);
        }
    }

    [LoggerMessage(LogLevel.Warning, "One of {Jobs} results is refused ({Reason}): they are written one by one")]
    private partial void LogOneByOne(int jobs, string reason);

    private sealed class Waiting(Settlement settlement)
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Settlement Settlement { get; } = settlement;

        /// <summary>The span that waits for the writing.</summary>
        public ActivityContext Saving { get; } = Activity.Current?.Context ?? default;

        public Task Written => _written.Task;

        public void End(IReadOnlySet<Lease> held)
        {
            if (held.Contains(Settlement.Job.Lease))
            {
                _written.SetResult();
            }
            else
            {
                _written.SetException(new LeaseLostException(Settlement.Job.Lease));
            }
        }

        public void Fail(Exception fault) => _written.TrySetException(fault);
    }
}
