using System.Diagnostics.Metrics;
using Heimdall.Ledger.Observation;

namespace Heimdall.Api.Observation;

/// <summary>
/// The ledger's state as metrics. Every replica of the API tells the same numbers: take the largest, never the sum. A gauge is one line
/// here and one in <c>observe_ledger.sql</c>; one whose line is not there tells nothing.
/// </summary>
internal sealed class LedgerGauges
{
    public const string MeterName = "Heimdall.Ledger";

    /// <summary>What was read longer ago than this is not told any more: no number is better than an old one.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private volatile Reading _reading = new([], null);

    public LedgerGauges(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(MeterName);
        Create(meter, "heimdall.jobs.live", "{job}", "Jobs that wait or are worked on, by state and lane.", "state", "lane");
        Create(meter, "heimdall.jobs.oldest_queued.age", "s", "Time since the job that waits longest was queued, by lane; 0 where none waits.", "lane");
        Create(meter, "heimdall.jobs.oldest_unannounced.age", "s", "Time for which a job has been due that no worker was told of, by lane; 0 where there is none.", "lane");
        Create(meter, "heimdall.coverage.recordings", "{recording}", "Recordings by their state under the current version of each feature set.", "feature_set", "feature_version", "state");
        Create(meter, "heimdall.workers.live", "{worker}", "Extractors that were seen within the last minute.");
        Create(meter, "heimdall.dead_letters", "{message}", "Messages that were no wake-ups.");
        Create(meter, "heimdall.alerts.open", "{alert}", "Alerts whose cause is still there, by severity.", "severity");
        meter.CreateObservableGauge("heimdall.ledger.observation.age", Age, "s", "Time since the ledger was last read for these metrics.");
    }

    /// <summary>Takes what was just read.</summary>
    public void Show(IReadOnlyList<LedgerObservation> observations) => _reading = new Reading(observations, _time.GetTimestamp());

    private void Create(Meter meter, string name, string unit, string description, params string[] labels) =>
        meter.CreateObservableGauge(name, () => Of(name, labels), unit, description);

    private IEnumerable<Measurement<double>> Of(string gauge, string[] labels)
    {
        var reading = _reading;
        return reading.ReadAt is { } readAt && _time.GetElapsedTime(readAt) < Freshness
            ? reading.Observations
                .Where(observation => observation.Gauge == gauge)
                .Select(observation => new Measurement<double>(
                    observation.Value, labels.Zip(observation.Labels, (label, value) => new KeyValuePair<string, object?>(label, value))))
            : [];
    }

    private IEnumerable<Measurement<double>> Age() => _reading.ReadAt is { } readAt ? [new(_time.GetElapsedTime(readAt).TotalSeconds)] : [];

    private sealed record Reading(IReadOnlyList<LedgerObservation> Observations, long? ReadAt);
}
