using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Heimdall.ServiceDefaults.Telemetry.Prometheus;

/// <summary>Reads the service's metrics at the moment somebody asks for them.</summary>
internal sealed class PrometheusReader
{
    private readonly Lock _turn = new();
    private readonly Exporter _exporter = new();

    public PrometheusReader() => Reader = new BaseExportingMetricReader(_exporter) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };

    /// <summary>What a meter provider fills.</summary>
    public MetricReader Reader { get; }

    /// <summary>All metrics as Prometheus' text. Readers at the same moment come one after the other.</summary>
    /// <exception cref="InvalidOperationException">The metrics could not be collected.</exception>
    public string Read()
    {
        lock (_turn)
        {
            _exporter.Text = new PrometheusText();
            return _exporter.Collect?.Invoke(Timeout.Infinite) == true ? _exporter.Text.ToString() : throw new InvalidOperationException("The metrics could not be collected.");
        }
    }

    [ExportModes(ExportModes.Pull)]
    private sealed class Exporter : BaseExporter<Metric>, IPullMetricExporter
    {
        /// <summary>Set by the reader: it collects for a pulling exporter only by this.</summary>
        public Func<int, bool>? Collect { get; set; }

        public PrometheusText Text { get; set; } = new();

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                Text.Add(metric);
            }

            return ExportResult.Success;
        }
    }
}
