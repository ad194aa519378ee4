using Heimdall.Api.Observation;
using Heimdall.Ledger.Observation;
using Heimdall.Tests.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Heimdall.Tests.Api.Observation;

/// <summary>The ledger's state as metrics.</summary>
public sealed class LedgerGaugeTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task The_numbers_are_those_of_the_rows()
    {
        for (var i = 0; i < 3; i++)
        {
            await fixture.Ledger.CompleteSessionAsync();
        }

        await fixture.Ledger.ClaimOneAsync();
        await using (var command = fixture.Database.Source.CreateCommand(
            "update heimdall.extraction_jobs set queued_at = now() - interval '100 s', not_before = now() - interval '40 s' where status = 'queued'"))
        {
            Assert.Equal(2, await command.ExecuteNonQueryAsync());
        }

        var read = await new LedgerObservations(fixture.Database.Source).ReadAsync(CancellationToken.None);
        double Value(string gauge, params string[] labels) => Assert.Single(read, one => one.Gauge == gauge && one.Labels.SequenceEqual(labels)).Value;

        Assert.Equal((2, 1), (Value("heimdall.jobs.live", "queued", "live"), Value("heimdall.jobs.live", "extracting", "live")));
        Assert.Equal((0, 0), (Value("heimdall.jobs.live", "queued", "backfill"), Value("heimdall.jobs.live", "extracting", "backfill")));
        Assert.InRange(Value("heimdall.jobs.oldest_queued.age", "live"), 100, 160);
        Assert.InRange(Value("heimdall.jobs.oldest_unannounced.age", "live"), 40, 100);
        Assert.Equal(0, Value("heimdall.jobs.oldest_queued.age", "backfill"));
        Assert.Equal((2, 1, 0), (Value("heimdall.coverage.recordings", "rf.iq", "1", "queued"), Value("heimdall.coverage.recordings", "rf.iq", "1", "extracting"), Value("heimdall.coverage.recordings", "rf.iq", "1", "with")));
    }

    [Fact]
    public void What_is_read_is_told_until_it_is_a_minute_old()
    {
        var clock = new SteppingTime();
        using var services = new ServiceCollection().AddMetrics().AddSingleton<TimeProvider>(clock).AddSingleton<LedgerGauges>().BuildServiceProvider();
        var gauges = services.GetRequiredService<LedgerGauges>();
        using var metrics = new RecordedGauges(services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        Assert.Empty(metrics.Read());

        gauges.Show([new LedgerObservation("heimdall.jobs.live", ["queued", "live"], 7)]);
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(["heimdall.jobs.live{state=queued,lane=live} 7", "heimdall.ledger.observation.age{} 59"], metrics.Read());

        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["heimdall.ledger.observation.age{} 61"], metrics.Read());
    }

    [Fact]
    public async Task Only_who_has_a_key_reads_the_metrics()
    {
        (await fixture.Api.Anonymous.GetAsync("/metrics")).ExpectProblem(401, "unauthorized");
        using var viewer = await fixture.Api.CreateClientAsync("viewer");
        var metrics = await viewer.GetAsync("/metrics");
        Assert.Equal(200, metrics.Status);
        Assert.Contains("heimdall_uploads_total", PrometheusParser.Parse(metrics.Text).Keys);
    }

    private sealed class SteppingTime : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds;

        public void Advance(TimeSpan time) => _seconds += (long)time.TotalSeconds;
    }
}
