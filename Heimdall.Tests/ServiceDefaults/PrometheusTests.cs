using System.Diagnostics.Metrics;
using Heimdall.ServiceDefaults.Telemetry.Prometheus;
using Heimdall.Tests.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Heimdall.Tests.ServiceDefaults;

/// <summary>Metrics as Prometheus reads them, by a parser that takes nothing else.</summary>
public sealed class PrometheusTests : IDisposable
{
    private readonly Meter _meter = new($"test {Guid.NewGuid():N}");
    private readonly PrometheusReader _prometheus = new();
    private readonly MeterProvider _provider;

    public PrometheusTests() => _provider = Sdk.CreateMeterProviderBuilder().AddMeter(_meter.Name).AddReader(_prometheus.Reader).Build();

    public void Dispose()
    {
        _provider.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void A_counter_ends_in_its_unit_and_total_and_only_grows()
    {
        var counter = _meter.CreateCounter<long>("test.bytes.read", "By", "Bytes.");
        counter.Add(3);
        counter.Add(4);
        Assert.Equal(7, Sample("test_bytes_read_bytes_total").Value);
        counter.Add(5);
        Assert.Equal(12, Sample("test_bytes_read_bytes_total").Value);
        Assert.Equal("counter", Families()["test_bytes_read_bytes_total"].Type);
    }

    [Fact]
    public void Whatever_a_label_holds_comes_back_as_it_was()
    {
        const string awkward = "a \"quoted\" \\ path\nand a second line, {braces}=1 µ";
        _meter.CreateCounter<long>("test.labels").Add(1, new KeyValuePair<string, object?>("some.label-name", awkward), new("9th", "x"));
        var labels = Sample("test_labels_total").Labels;
        Assert.Equal(awkward, labels["some_label_name"]);
        Assert.Equal("x", labels["_9th"]);
    }

    [Fact]
    public void Tags_that_become_one_label_keep_both_values()
    {
        _meter.CreateCounter<long>("test.same").Add(1, new KeyValuePair<string, object?>("a.b", "1"), new("a_b", "2"));
        Assert.Equal("1;2", Sample("test_same_total").Labels["a_b"]);
    }

    [Fact]
    public void A_histogram_has_the_advised_buckets_each_with_all_below()
    {
        var histogram = _meter.CreateHistogram("test.duration", "s", "How\nlong \\ it took.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 2] });
        foreach (var value in (double[])[0.25, 0.5, 1, 100])
        {
            histogram.Record(value, new KeyValuePair<string, object?>("lane", "live"));
        }

        var family = Families()["test_duration_seconds"];
        Assert.Equal("histogram", family.Type);
        Assert.Equal(
            [("0.5", 2.0), ("2", 3.0), ("+Inf", 4.0)],
            family.Samples.Where(sample => sample.Name.EndsWith("_bucket", StringComparison.Ordinal)).Select(sample => (sample.Labels["le"], sample.Value)));
        Assert.Equal(101.75, family.Samples.Single(sample => sample.Name.EndsWith("_sum", StringComparison.Ordinal)).Value);
        Assert.All(family.Samples, sample => Assert.Equal("live", sample.Labels["lane"]));
    }

    [Fact]
    public void Gauges_and_what_goes_up_and_down_are_gauges_with_any_number()
    {
        _meter.CreateObservableGauge("test.ratio", () => new[] { new Measurement<double>(double.NaN), new(double.NegativeInfinity, new KeyValuePair<string, object?>("a", 1)), new(1.5e-9, new KeyValuePair<string, object?>("a", 2)) }, "1");
        _meter.CreateObservableUpDownCounter("test.busy", () => 3, "{job}");
        var families = Families();
        Assert.Equal([double.NaN, double.NegativeInfinity, 1.5e-9], families["test_ratio"].Samples.OrderBy(sample => sample.Labels.GetValueOrDefault("a")).Select(sample => sample.Value));
        Assert.Equal(("gauge", 3.0), (families["test_busy"].Type, families["test_busy"].Samples.Single().Value));
    }

    [Fact]
    public void An_instrument_of_two_meters_is_one_family_and_no_series_comes_twice()
    {
        using var again = new Meter(_meter.Name, "2");
        _meter.CreateCounter<long>("test.shared").Add(1, new KeyValuePair<string, object?>("a", 1));
        var other = again.CreateCounter<long>("test.shared");
        other.Add(2, new KeyValuePair<string, object?>("a", 1));
        other.Add(3, new KeyValuePair<string, object?>("a", 2));
        Assert.Equal([1, 3], Families()["test_shared_total"].Samples.OrderBy(sample => sample.Labels["a"]).Select(sample => sample.Value));
    }

    [Theory]
    [InlineData("heimdall.jobs.oldest_queued.age", "s", false, "heimdall_jobs_oldest_queued_age_seconds")]
    [InlineData("heimdall.job.attempts", "{attempt}", true, "heimdall_job_attempts_total")]
    [InlineData("dotnet.gc.pause.time", "s", true, "dotnet_gc_pause_time_seconds_total")]
    [InlineData("network.io", "By/s", false, "network_io_bytes_per_second")]
    [InlineData("a.size.bytes", "By", false, "a_size_bytes")]
    [InlineData("7up", "1", false, "_7up")]
    public void Names_are_as_Prometheus_and_OpenTelemetry_agreed(string name, string unit, bool isCounter, string expected) =>
        Assert.Equal(expected, PrometheusName.Of(name, unit, isCounter));

    [Fact]
    public async Task Readers_at_the_same_moment_all_get_all()
    {
        _meter.CreateCounter<long>("test.many").Add(1);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(_prometheus.Read)));
        Assert.All(answers, answer => Assert.Contains("test_many_total 1\n", answer, StringComparison.Ordinal));
    }

    private IReadOnlyDictionary<string, PrometheusParser.Family> Families() => PrometheusParser.Parse(_prometheus.Read());

    private PrometheusParser.Sample Sample(string name) => Assert.Single(Families()[name].Samples);
}
