using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Tasks;
using Microsoft.Extensions.Logging;

namespace Heimdall.Extractor.Scheduling;

/// <summary>Queues what lacks features, batch by batch, until a batch finds less than it could take.</summary>
internal sealed partial class BatchExtraction(
    BatchQueue queue, FeatureSetStore featureSets, ExtractionOptions extraction, SchedulesOptions options, ILogger<BatchExtraction> logger) : IScheduledTask
{
    /// <summary>Batches of which the database refuses every row are made up for by so many times the batches, at most.</summary>
    private const int MostRoundsABatch = 10;

    public string Name => TaskName.BatchExtraction;

    public TimeSpan Interval => options.BatchExtractionInterval;

    public object DueParameters => options.BatchExtraction;

    public async Task<object> RunAsync(TaskRun run, CancellationToken cancellationToken) =>
        await RunAsync(LedgerJson.Read<BatchExtractionParameters>(run.Parameters), run.RequestedBy, cancellationToken);

    /// <exception cref="BatchExtractionException">No batch could be queued.</exception>
    public async Task<BatchExtractionResult> RunAsync(
        BatchExtractionParameters parameters, string requestedBy, CancellationToken cancellationToken)
    {
        var total = new BatchExtractionResult(0, 0);
        foreach (var name in RecordingExtraction.Computes.Where(extraction.IsComputed).Select(set => set.Id.Name).Distinct(StringComparer.Ordinal))
        {
            // The current version, also where this worker is behind and computes an older one: the others do it.
            if (await featureSets.FindCurrentAsync(name, cancellationToken) is { } current)
            {
                total = await QueueAsync(current.Id, parameters, requestedBy, total, cancellationToken);
            }
        }

        LogQueued(total.TotalFound, total.TasksQueued);
        return total;
    }

    private async Task<BatchExtractionResult> QueueAsync(
        FeatureSetId set,
        BatchExtractionParameters parameters,
        string requestedBy,
        BatchExtractionResult total,
        CancellationToken cancellationToken)
    {
        var (position, batches, failures) = (BatchPosition.Start, 0, 0);
        for (var round = 1; round <= parameters.MaxBatches * MostRoundsABatch && batches < parameters.MaxBatches; round++)
        {
            try
            {
                var (report, next) = await queue.EnqueueMissingAsync(set, parameters.BatchSize, position, requestedBy, cancellationToken);
                position = next;
                total = new BatchExtractionResult(total.TotalFound + report.Found, total.TasksQueued + report.Queued);
                if (report.Refused > 0)
                {
                    LogRefused(report.Refused, set);
                }

                if (report.Found < parameters.BatchSize)
                {
                    break;
                }

                batches += report.Refused < report.Found ? 1 : 0;
            }
            catch (Exception fault) when (WorldFault.Is(fault))
            {
                batches++;
                LogBatchFailed(batches, parameters.MaxBatches, set, fault.Message);
                if (++failures == parameters.MaxBatches)
                {
                    throw new BatchExtractionException(failures, fault);
                }
            }
        }

        return total;
    }

    [LoggerMessage(LogLevel.Information, "batch feature extraction: found {Found}, queued {Queued}")]
    private partial void LogQueued(long found, long queued);

    [LoggerMessage(LogLevel.Error, "Batch {Batch} of {MaxBatches} of {Set} failed, the next one goes on: {Reason}")]
    private partial void LogBatchFailed(int batch, int maxBatches, FeatureSetId set, string reason);

    [LoggerMessage(LogLevel.Warning, "The database refused {Refused} recordings of a batch of {Set}, the others were queued; its log says why")]
    private partial void LogRefused(long refused, FeatureSetId set);
}

/// <summary>Every batch of a run failed.</summary>
internal sealed class BatchExtractionException(int batches, Exception inner)
    : Exception($"None of {batches} batches could be queued: {inner.Message}", inner);
