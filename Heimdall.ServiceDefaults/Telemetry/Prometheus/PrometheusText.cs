using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Heimdall.ServiceDefaults.Telemetry.Prometheus;

/// <summary>
/// Metrics in Prometheus' text format 0.0.4: a family a name, its HELP and TYPE once, then its samples. Meters that have an instrument
/// in common share its family; of series that are the same, the first is told.
/// </summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Dictionary<string, Family> _families = new(StringComparer.Ordinal);

    /// <summary>Adds a metric. Kinds that the format has no words for (exponential histograms) are left out.</summary>
    public void Add(Metric metric)
    {
        if (TypeOf(metric.MetricType) is not { } type)
        {
            return;
        }

        var name = PrometheusName.Of(metric.Name, metric.Unit, isCounter: type == "counter");
        if (!_families.TryGetValue(name, out var family))
        {
            _families[name] = family = new Family(type, metric.Description, new StringBuilder(), new HashSet<string>(StringComparer.Ordinal));
        }

        if (family.Type != type)
        {
            return;
        }

        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = LabelsOf(point.Tags);
            if (family.Series.Add(labels))
            {
                Write(family.Samples, name, labels, metric.MetricType, point);
            }
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, family) in _families.OrderBy(family => family.Key, StringComparer.Ordinal))
        {
            if (family.Help.Length > 0)
            {
                text.Append("# HELP ").Append(name).Append(' ').Append(PrometheusName.EscapeHelp(family.Help)).Append('\n');
            }

            text.Append("# TYPE ").Append(name).Append(' ').Append(family.Type).Append('\n').Append(family.Samples);
        }

        return text.ToString();
    }

    private static string? TypeOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.LongGauge or MetricType.DoubleGauge or MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic => "gauge",
        MetricType.Histogram => "histogram",
        _ => null,
    };

    private static void Write(StringBuilder text, string name, string labels, MetricType type, MetricPoint point)
    {
        switch (type)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                Sample(text, name, labels, point.GetSumLong());
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                Sample(text, name, labels, point.GetSumDouble());
                break;
            case MetricType.LongGauge:
                Sample(text, name, labels, point.GetGaugeLastValueLong());
                break;
            case MetricType.DoubleGauge:
                Sample(text, name, labels, point.GetGaugeLastValueDouble());
                break;
            case MetricType.Histogram:
                Histogram(text, name, labels, point);
                break;
        }
    }

    // Prometheus' buckets hold everything up to their bound; the SDK's hold what lies between two.
    private static void Histogram(StringBuilder text, string name, string labels, MetricPoint point)
    {
        var upTo = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            upTo += bucket.BucketCount;
            var bound = $"le=\"{Number(bucket.ExplicitBound)}\"";
            Sample(text, $"{name}_bucket", labels.Length == 0 ? bound : $"{labels},{bound}", upTo);
        }

        Sample(text, $"{name}_sum", labels, point.GetHistogramSum());
        Sample(text, $"{name}_count", labels, point.GetHistogramCount());
    }

    private static void Sample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    // Two tags whose names become one label are one label with both values, as the specification of OpenTelemetry has it.
    private static string LabelsOf(ReadOnlyTagCollection tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            var name = PrometheusName.OfLabel(key);
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels[name] = labels.TryGetValue(name, out var before) ? $"{before};{text}" : text;
        }

        return string.Join(',', labels.Select(label => $"{label.Key}=\"{PrometheusName.EscapeLabelValue(label.Value)}\""));
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private sealed record Family(string Type, string Help, StringBuilder Samples, HashSet<string> Series);
}
