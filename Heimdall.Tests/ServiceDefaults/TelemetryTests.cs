using System.Diagnostics;
using Heimdall.ServiceDefaults;
using Heimdall.ServiceDefaults.Telemetry;
using Heimdall.Tests.Servers;
using Heimdall.Tests.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Heimdall.Tests.ServiceDefaults;

/// <summary>What leaves a service, and what does not.</summary>
public sealed class TelemetryTests
{
    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task Traces_metrics_and_logs_leave_over_the_protocol_that_is_asked_for_at_the_latest_when_it_stops(string protocol)
    {
        await using var collector = await OtlpCollector.StartAsync();
        var app = await StartAsync(collector, protocol);
        var traceId = await GetAsync(app, "/asked");
        await EndAsync(app);

        var span = Assert.Single(collector.Spans, span => span.TraceId == traceId);
        Assert.Equal((ReceivedSpan.Server, true, "GET", "200"), (span.Kind, span.IsRoot, span.Tag("http.request.method"), span.Tag("http.response.status_code")));
        Assert.Equal(("GET /asked", "/asked"), (span.Name, span.Tag("http.route")));
        Assert.Contains(collector.Metrics, metric => metric.Name == "http.server.request.duration");
        Assert.Equal(traceId, Assert.Single(collector.Logs, log => log.Text == "Somebody asked").TraceId);
        Assert.All(collector.Resources, resource =>
        {
            Assert.Equal("named-by-the-environment", resource["service.name"]);
            Assert.NotEmpty(resource["service.version"]);
            Assert.NotEmpty(resource["service.instance.id"]);
        });
        Assert.Single(collector.Resources.Select(resource => resource["service.instance.id"]).Distinct());
    }

    [Fact]
    public async Task Probes_and_polls_leave_no_trace()
    {
        await using var collector = await OtlpCollector.StartAsync();
        using var polling = new ActivitySource("Npgsql");
        var app = await StartAsync(collector, "http/protobuf", polling.Name);
        foreach (var path in (string[])["/health", "/alive", "/metrics"])
        {
            Assert.Null(await GetAsync(app, path));
        }

        polling.StartActivity("a poll", ActivityKind.Client)?.Dispose();
        var asked = await GetAsync(app, "/asked");
        var port = new Uri(app.Urls.Single()).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await EndAsync(app);

        // Services of other tests in this process are seen, too: this one is known by its port.
        var server = Assert.Single(collector.Spans, span => span.Tag("server.port") == port);
        Assert.True(server.IsRoot);
        Assert.Equal(asked, server.TraceId);
        Assert.DoesNotContain(collector.Spans, span => span.Name == "a poll");
        Assert.Contains(collector.Spans, span => span.Name == "a statement" && span.ParentId == server.SpanId);
    }

    [Fact]
    public async Task A_callers_trace_goes_on_and_one_that_is_not_to_be_kept_is_not()
    {
        await using var collector = await OtlpCollector.StartAsync();
        var app = await StartAsync(collector, "http/protobuf");
        const string kept = "0af7651916cd43dd8448eb211c80319c";
        const string dropped = "1bf7651916cd43dd8448eb211c80319c";
        Assert.Equal(kept, await GetAsync(app, "/asked", $"00-{kept}-b7ad6b7169203331-01"));
        Assert.Equal(dropped, await GetAsync(app, "/asked", $"00-{dropped}-b7ad6b7169203331-00"));
        await EndAsync(app);

        Assert.Equal("b7ad6b7169203331", Assert.Single(collector.Spans, span => span.TraceId == kept).ParentId);
        Assert.DoesNotContain(collector.Spans, span => span.TraceId == dropped);
    }

    [Fact]
    public async Task Without_a_collector_there_are_trace_ids_and_metrics_all_the_same()
    {
        await using var app = await StartAsync((OtlpCollector?)null, null);
        Assert.Matches("^[0-9a-f]{32}$", await GetAsync(app, "/asked"));
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"{app.Urls.Single()}/metrics"));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.GetValues("Content-Type").Single());
        Assert.Contains("dotnet_process_cpu_time_seconds_total", PrometheusParser.Parse(await answer.Content.ReadAsStringAsync()).Keys);

        // A request counts once it has ended, which is after its answer.
        await Eventually.HoldsAsync(
            async () => PrometheusParser.Parse(await http.GetStringAsync(answer.RequestMessage!.RequestUri)).ContainsKey("http_server_request_duration_seconds"),
            TimeSpan.FromSeconds(10),
            () => "a request is counted");
    }

    [Fact]
    public async Task A_collector_that_is_away_holds_nobody_up()
    {
        var app = await StartAsync((OtlpCollector?)null, "http/protobuf", ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{FreePorts.FindBlock(1)}"));
        await GetAsync(app, "/asked");
        var stopping = Stopwatch.GetTimestamp();
        await EndAsync(app);
        Assert.InRange(Stopwatch.GetElapsedTime(stopping).TotalSeconds, 0, 8);
    }

    private static Task<WebApplication> StartAsync(OtlpCollector collector, string protocol, string source) =>
        StartAsync(builder => builder.Services.TraceFrom(source), [.. Settings(collector, protocol)]);

    private static Task<WebApplication> StartAsync(OtlpCollector? collector, string? protocol, params (string, string)[] more) =>
        StartAsync(_ => { }, [.. Settings(collector, protocol), .. more]);

    private static IEnumerable<(string, string)> Settings(OtlpCollector? collector, string? protocol)
    {
        if (collector is not null)
        {
            yield return ("OTEL_EXPORTER_OTLP_ENDPOINT", protocol == "grpc" ? collector.GrpcEndpoint : collector.HttpEndpoint);
        }

        if (protocol is not null)
        {
            yield return ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol);
        }

        yield return ("OTEL_SERVICE_NAME", "named-by-the-environment");
    }

    private static async Task<WebApplication> StartAsync(Action<WebApplicationBuilder> configure, (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "service-under-test" });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        configure(builder);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapMetrics();
        app.MapGet("/asked", (ILogger<TelemetryTests> logger) =>
        {
            using var statements = new ActivitySource("Npgsql");
            statements.StartActivity("a statement", ActivityKind.Client)?.Dispose();
            logger.LogInformation("Somebody asked");
            return Results.Ok();
        });
        await app.StartAsync();
        return app;
    }

    /// <summary>Stops it before it is disposed of: a request's span ends after its answer, and only a stop waits for that.</summary>
    private static async Task EndAsync(WebApplication app)
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    /// <returns>The trace id of the answer; null where it has none.</returns>
    private static async Task<string?> GetAsync(WebApplication app, string path, string? traceparent = null)
    {
        // Without this, the client would begin a trace, too.
        using var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{app.Urls.Single()}{path}");
        if (traceparent is not null)
        {
            request.Headers.Add("traceparent", traceparent);
        }

        using var answer = await http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode);
        return answer.Headers.TryGetValues("traceresponse", out var values) ? ActivityContext.Parse(values.Single(), null).TraceId.ToHexString() : null;
    }
}
