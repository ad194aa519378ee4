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
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public IReadOnlyList<string> Read()
    {
        _lines.Clear();
        _listener.RecordObservableInstruments();
        return [.. _lines.Order(StringComparer.Ordinal)];
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _lines.Add(FormattableString.Invariant($"{instrument.Name}{{{string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}}} {value}"));
}
