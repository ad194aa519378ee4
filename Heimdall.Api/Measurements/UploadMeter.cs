using System.Diagnostics;
using System.Diagnostics.Metrics;
using Heimdall.Ledger.Measurements;

namespace Heimdall.Api.Measurements;

/// <summary>Counts what comes in.</summary>
internal sealed class UploadMeter
{
    public const string MeterName = "Heimdall.Api";

    private const string Recorded = "recorded";
    private const string SameAlready = "same_already";
    private const string Refused = "refused";
    private const string Busy = "busy";
    private const string Broken = "broken";

    private readonly Counter<long> _uploads;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _swept;

    public UploadMeter(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _uploads = meter.CreateCounter<long>("heimdall.uploads", "{upload}", "Uploads that ended, by outcome.");
        _bytes = meter.CreateCounter<long>("heimdall.uploads.size", "By", "Bytes of uploads that reached the object store.");
        _swept = meter.CreateCounter<long>("heimdall.uploads.swept", "{upload}", "Uploads whose remains were removed, a day after a crash cut them off.");

        // From the start, so that the first of a kind is a rise and not a new series.
        foreach (var outcome in (string[])[Recorded, SameAlready, Refused, Busy, Broken])
        {
            Count(outcome, 0);
        }

        _bytes.Add(0);
        _swept.Add(0);
    }

    public void Stored(long bytes) => _bytes.Add(bytes);

    public void Ended(UploadOutcome outcome) => Count(Name(outcome), 1);

    /// <summary>The caller went away, or the store or the database did.</summary>
    public void Broke() => Count(Broken, 1);

    public void Swept(int uploads) => _swept.Add(uploads);

    private void Count(string outcome, long uploads) => _uploads.Add(uploads, new KeyValuePair<string, object?>("outcome", outcome));

    private static string Name(UploadOutcome outcome) => outcome switch
    {
        UploadOutcome.Settled { Recording: RecordingOutcome.Recorded } => Recorded,
        UploadOutcome.Settled { Recording: RecordingOutcome.SameAlready } => SameAlready,
        UploadOutcome.Settled or UploadOutcome.Empty => Refused,
        UploadOutcome.Busy => Busy,
        _ => throw new UnreachableException(outcome.ToString()),
    };
}
