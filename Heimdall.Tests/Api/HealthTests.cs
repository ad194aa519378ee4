namespace Heimdall.Tests.Api;

/// <summary>What the API's health says of those it depends on. The broker of these tests is nowhere.</summary>
public sealed class HealthTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Without_the_broker_it_is_ready_and_says_what_is_missing_and_since_when()
    {
        var health = (await fixture.Api.Anonymous.GetAsync("/health")).Expect(200);
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        var broker = health.GetProperty("checks").GetProperty("RabbitMQ.Client");
        Assert.Equal(("degraded", false), (broker.GetProperty("status").GetString(), broker.GetProperty("required").GetBoolean()));
        Assert.InRange(broker.GetProperty("since").GetDateTimeOffset(), DateTimeOffset.UnixEpoch.AddYears(50), TimeProvider.System.GetUtcNow());
        Assert.Equal("healthy", health.GetProperty("checks").GetProperty("PostgreSql").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Without_the_broker_a_session_completes_and_its_job_waits()
    {
        var session = await fixture.Api.Admin.CreateSessionAsync();
        var station = await fixture.Api.CreateStationAsync();
        (await fixture.Api.Admin.UploadAsync(session, $"station_id={station}&datatype=cf32_le&sample_rate_hz=200000", new byte[800])).Expect(201);
        var completed = (await fixture.Api.Admin.PostAsync($"/api/v1/sessions/{session}/complete")).Expect(200);
        var job = (await fixture.Api.Admin.GetAsync($"/api/v1/jobs/{completed.GetProperty("feature_extraction_task_id").GetGuid()}")).Expect(200);
        Assert.Equal("queued", job.GetProperty("status").GetString());
        Assert.Equal(completed.GetProperty("trace_id").GetString(), job.GetProperty("trace_id").GetString());
    }

    [Fact]
    public async Task Alive_says_that_the_process_runs_and_nothing_else() =>
        Assert.Equal("""{"status":"healthy"}""", (await fixture.Api.Anonymous.GetAsync("/alive")).Text);
}
