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

    public ExtractionMeter(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _recordings = meter.CreateCounter<long>("heimdall.recordings.extracted", "{recording}", "Recordings that were worked through, by error code; none where they have features.");
        _samples = meter.CreateCounter<long>("heimdall.samples.extracted", "{sample}", "Complex samples of recordings with features.");
        _bytes = meter.CreateCounter<long>("heimdall.bytes.extracted", "By", "Bytes of recordings with features.");
        _features = meter.CreateCounter<long>("heimdall.features.extracted", "{feature}", "Feature values that were computed: chunks times features.");
        CountRecording(NoError, 0);
        _samples.Add(0);
        _bytes.Add(0);
        _features.Add(0);
    }

    /// <summary>Bytes of recordings that have got features since the worker's start.</summary>
    public long BytesSoFar => Interlocked.Read(ref _bytesSoFar);

    public void Extracted(ReceiverResult receiver)
    {
        switch (receiver)
        {
            case ReceiverResult.Ok ok:
                CountRecording(NoError, 1);
                _samples.Add(ok.Facts.Samples);
                _bytes.Add(ok.Facts.IqBytes);
                Interlocked.Add(ref _bytesSoFar, ok.Facts.IqBytes);
                _features.Add(SessionSummary.ChunksOf(ok) * ok.Features.Count);
                break;
            case ReceiverResult.Failed failed:
                CountRecording(failed.ErrorCode, 1);
                break;
        }
    }

    private void CountRecording(string errorCode, long recordings) => _recordings.Add(recordings, new KeyValuePair<string, object?>("error_code", errorCode));
}
