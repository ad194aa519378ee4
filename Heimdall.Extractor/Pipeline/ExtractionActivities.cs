using System.Diagnostics;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Measurements;

namespace Heimdall.Extractor.Pipeline;

/// <summary>The extraction of a session's recordings, as spans of the attempt that they belong to.</summary>
internal static class ExtractionActivities
{
    private static readonly ActivitySource Source = new("Heimdall.Extractor");

    /// <summary>One recording, from its first byte to its features.</summary>
    public static Activity? StartRecording(Measurement measurement, FeatureSetId set)
    {
        var activity = Source.StartActivity("extract recording");
        return activity?
            .SetTag("heimdall.session.id", measurement.RecordingSessionId.ToString())
            .SetTag("heimdall.measurement.id", measurement.Id.ToString())
            .SetTag("heimdall.station.id", measurement.WebsdrStationId.ToString())
            .SetTag("heimdall.station.name", measurement.StationName)
            .SetTag("heimdall.datatype", measurement.Datatype)
            .SetTag("heimdall.feature_set", set.Name)
            .SetTag("heimdall.feature_version", set.Version);
    }

    /// <summary>The opening of a recording's object and the reading of its header.</summary>
    public static Activity? StartLoad() => Source.StartActivity("load recording");

    /// <summary>The reading, decoding and computing of all its chunks.</summary>
    public static Activity? StartCompute() => Source.StartActivity("compute features");

    /// <summary>Writes down what became of a recording. Data at fault is an error of the span, though the session goes on.</summary>
    public static void End(this Activity? recording, ReceiverResult receiver)
    {
        switch (receiver)
        {
            case ReceiverResult.Ok ok:
                recording?
                    .SetTag("heimdall.outcome", "ok")
                    .SetTag("heimdall.bytes", ok.Facts.IqBytes)
                    .SetTag("heimdall.samples", ok.Facts.Samples)
                    .SetTag("heimdall.sample_rate_hz", ok.Facts.SampleRateHz);
                break;
            case ReceiverResult.Failed failed:
                recording?
                    .SetTag("heimdall.outcome", "failed")
                    .SetTag("error.type", failed.ErrorCode)
                    .SetStatus(ActivityStatusCode.Error, failed.ErrorMessage);
                break;
        }
    }
}
