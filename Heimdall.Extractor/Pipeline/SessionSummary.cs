using System.Reflection;
using Heimdall.Ledger.Features;

namespace Heimdall.Extractor.Pipeline;

/// <summary>What the receivers of a session say together.</summary>
internal static class SessionSummary
{
    private const string SignalPresent = "signal_present";
    private const string SnrDb = "snr_db";
    private const string ConfidenceScore = "confidence_score";
    private const double DetectedShare = 0.5;

    /// <summary>Heimdall's version, as results carry it.</summary>
    public static string ExtractorVersion { get; } =
        typeof(SessionSummary).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static ExtractionResult Of(Guid sessionId, IReadOnlyList<ReceiverResult> receivers)
    {
        var ok = receivers.OfType<ReceiverResult.Ok>().ToList();
        var detected = ok.Where(receiver => Mean(receiver, SignalPresent) > DetectedShare).ToList();
        return new ExtractionResult(
            receivers,
            OverallConfidence: detected.Average(receiver => Mean(receiver, ConfidenceScore)) ?? 0,
            MeanSnrDb: detected.Average(receiver => Mean(receiver, SnrDb)),
            NumReceiversDetected: detected.Count,
            MetadataOf(sessionId, ok));
    }

    /// <summary>A receiver's mean of a feature; null where no chunk has it, or the feature set has no such feature.</summary>
    public static double? Mean(ReceiverResult.Ok receiver, string feature) =>
        receiver.Features.TryGetValue(feature, out var aggregate) ? aggregate?.Mean : null;

    public static double? MeanSnrDb(ReceiverResult.Ok receiver) => Mean(receiver, SnrDb);

    public static double? MeanConfidence(ReceiverResult.Ok receiver) => Mean(receiver, ConfidenceScore);

    /// <summary>How many chunks a receiver has. Every block but the last one is full.</summary>
    public static long ChunksOf(ReceiverResult.Ok receiver) => receiver.Blocks.Count == 0
        ? 0
        : ((receiver.Blocks.Count - 1L) * ChunkBlock.MaxChunks) + ChunkBlock.Decode(receiver.Blocks[^1]).Count;

    private static ExtractionMetadata MetadataOf(Guid sessionId, List<ReceiverResult.Ok> ok)
    {
        var rates = ok.Select(receiver => receiver.Facts.SampleRateHz).Distinct().ToList();
        return new ExtractionMetadata(
            ExtractionMethod: "recorded",
            IqDurationMs: ok.Select(receiver => 1000 * receiver.Facts.Samples / receiver.Facts.SampleRateHz).DefaultIfEmpty(0).Max(),
            SampleRateHz: rates.Count == 1 ? rates[0] : null,
            NumChunks: ok.Sum(ChunksOf),
            RecordingExtraction.ChunkDurationMs,
            sessionId,
            ExtractorVersion);
    }
}
