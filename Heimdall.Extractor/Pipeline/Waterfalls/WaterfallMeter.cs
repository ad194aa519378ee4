using System.Diagnostics.Metrics;
using Heimdall.Ledger.Features;

namespace Heimdall.Extractor.Pipeline.Waterfalls;

/// <summary>Counts pictures, apart from the features: what those counters say of the throughput stays what it was.</summary>
internal sealed class WaterfallMeter
{
    private const string MeterName = "Heimdall.Extractor";
    private const string NoError = "none";

    private readonly Counter<long> _made;

    public WaterfallMeter(IMeterFactory meters)
    {
        _made = meters.Create(MeterName).CreateCounter<long>(
            "heimdall.waterfalls.made", "{recording}", "Recordings of which a picture was to be made, by error code; none where there is one now.");
        Count(NoError, 0);
    }

    public void Made(ReceiverResult receiver) => Count((receiver as ReceiverResult.Failed)?.ErrorCode ?? NoError, 1);

    private void Count(string errorCode, long recordings) => _made.Add(recordings, new KeyValuePair<string, object?>("error_code", errorCode));
}
