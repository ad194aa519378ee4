using System.Diagnostics.Metrics;
using Heimdall.Ledger.Features;

namespace Heimdall.Extractor.Pipeline;

/// <summary>Counts what was extracted. The rates of these are the throughput; the workers' counts add up.</summary>
internal sealed class ExtractionMeter
{
    private const string MeterName = "Heimdall.Extractor";
    private const string NoError = "none";

    private readonly Counter<long> _recordings;
    private readonly Counter<long> _samples;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _features;
    private long _bytesSoFar;

    public ExtractionMeter(IMeterFactory meters, ExtractionOptions options)
    {
        var meter = meters.Create(MeterName);
        _recordings = meter.CreateCounter<long>("heimdall.recordings.extracted", "{recording}", "Recordings that were worked through, by feature set and error code; none where they have features.");
        _samples = meter.CreateCounter<long>("heimdall.samples.extracted", "{sample}", "Complex samples of recordings with features, by feature set.");
        _bytes = meter.CreateCounter<long>("heimdall.bytes.extracted", "By", "Bytes of recordings with features, by feature set.");
        _features = meter.CreateCounter<long>("heimdall.features.extracted", "{feature}", "Feature values that were computed: chunks times features, by feature set.");
        foreach (var set in RecordingExtraction.Computes.Where(options.IsComputed))
        {
            CountRecording(set.Id, NoError, 0);
            _samples.Add(0, Set(set.Id));
            _bytes.Add(0, Set(set.Id));
            _features.Add(0, Set(set.Id));
        }
    }

    /// <summary>Bytes of recordings that have been worked through since the worker's start.</summary>
    public long BytesSoFar => Interlocked.Read(ref _bytesSoFar);

    public void Extracted(FeatureSetId set, ReceiverResult receiver)
    {
        switch (receiver)
        {
            case ReceiverResult.Ok ok:
                CountRecording(set, NoError, 1);
                _samples.Add(ok.Facts.Samples, Set(set));
                _bytes.Add(ok.Facts.IqBytes, Set(set));
                Interlocked.Add(ref _bytesSoFar, ok.Facts.IqBytes);
                _features.Add(SessionSummary.ChunksOf(ok) * ok.Features.Count, Set(set));
                break;
            case ReceiverResult.Failed failed:
                CountRecording(set, failed.ErrorCode, 1);
                break;
        }
    }

    private void CountRecording(FeatureSetId set, string errorCode, long recordings) =>
        _recordings.Add(recordings, Set(set), new KeyValuePair<string, object?>("error_code", errorCode));

    private static KeyValuePair<string, object?> Set(FeatureSetId set) => new("feature_set", set.Name);
}
