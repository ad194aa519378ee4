using System.Diagnostics.Metrics;

namespace Heimdall.Tests.Telemetry;

/// <summary>Reads the gauges of one factory's meters, as lines.</summary>
internal sealed class RecordedGauges : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<string> _lines = [];

    public RecordedGauges(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _lines.Add(
            FormattableString.Invariant($"{instrument.Name}{{{string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}}} {value}")));
        _listener.Start();
    }

    public IReadOnlyList<string> Read()
    {
        _lines.Clear();
        _listener.RecordObservableInstruments();
        return [.. _lines.Order(StringComparer.Ordinal)];
    }

    public void Dispose() => _listener.Dispose();
}
