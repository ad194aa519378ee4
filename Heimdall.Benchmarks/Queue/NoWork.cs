using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;

namespace Heimdall.Benchmarks.Queue;

/// <summary>A job's work that takes no time, with the smallest result that the ledger stores: one receiver, one feature, no chunks.</summary>
internal sealed class NoWork : IJobWork
{
    private static readonly RecordingFacts _facts = new(200_000, null, "declared", 200_000, 1_600_000, new byte[32]);
    private static readonly Dictionary<string, FeatureAggregate?> _features = new(StringComparer.Ordinal) { ["snr_db"] = new(20, 1, 19, 21, 5) };

    private long _done;

    /// <summary>Jobs whose work is over.</summary>
    public long Done => Interlocked.Read(ref _done);

    public Task<ExtractionResult> ExtractAsync(
        ClaimedJob job, ExtractionProgress progress, StageTimes stages, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _done);
        return Task.FromResult(ResultOf(job));
    }

    public static ExtractionResult ResultOf(ClaimedJob job) => new(
        [new ReceiverResult.Ok(job.RecordingSessionId, 0, _facts, _features, [])],
        OverallConfidence: 1,
        MeanSnrDb: 20,
        NumReceiversDetected: 1,
        new ExtractionMetadata("synthetic", 1000, 200_000, 5, 200, job.RecordingSessionId, "benchmark"));
}
