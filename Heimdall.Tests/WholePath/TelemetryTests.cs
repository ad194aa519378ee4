using System.Net;
using System.Text.RegularExpressions;
using Heimdall.LocalHosting.Testing;
using Heimdall.Tests.Servers;
using Heimdall.Tests.Telemetry;
using Npgsql;

namespace Heimdall.Tests.WholePath;

/// <summary>What the running services tell about themselves.</summary>
[Collection(WholePathCollection.Name)]
public sealed partial class TelemetryTests(HeimdallSystem system)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task One_recording_is_one_trace_across_the_services()
    {
        var session = await system.CreateSessionAsync();
        var stations = new[] { await system.CreateStationAsync(), await system.CreateStationAsync() };
        foreach (var station in stations)
        {
            await system.UploadAsync(session, station, "cf32_le", 200_000, new byte[8 * 40_000]);
        }

        // Due a moment after its commit: no notification tells of that, the announcer does.
        await using var later = await LaterJobs.BeginAsync(system);
        var completed = await system.PostAsync($"/api/v1/sessions/{session}/complete", null, HttpStatusCode.OK);
        var traceId = completed.GetProperty("trace_id").GetString() ?? "";
        Assert.Matches("^[0-9a-f]{32}$", traceId);
        var task = completed.GetProperty("feature_extraction_task_id").GetGuid();
        Assert.Equal(traceId, (await system.GetAsync($"/api/v1/jobs/{task}")).GetProperty("trace_id").GetString());
        Assert.Equal(traceId, (await system.PostAsync($"/api/v1/sessions/{session}/complete", null, HttpStatusCode.OK)).GetProperty("trace_id").GetString());

        List<ReceivedSpan> spans = [];
        await Eventually.HoldsAsync(
            () =>
            {
                spans = [.. system.Telemetry.Spans.Where(span => span.TraceId == traceId)];
                return spans.Exists(span => span.Name == "extract session")
                    && spans.Exists(span => span.Name.StartsWith("receive ", StringComparison.Ordinal))
                    && spans.Exists(span => span.Name.StartsWith("POST ", StringComparison.Ordinal));
            },
            Deadline,
            () => string.Join('\n', spans));

        ReceivedSpan The(string name) => Assert.Single(spans, span => span.Name == name);
        var request = Assert.Single(spans, span => span.IsRoot);
        Assert.Equal(("api", "POST /api/v1/sessions/{id}/complete", ReceivedSpan.Server), (request.Service, request.Name, request.Kind));
        Assert.Contains(spans, span => span.Service == "api" && span.Source == "Npgsql" && span.ParentId == request.SpanId);

        var publish = spans.First(span => span.Name == "publish heimdall.wakeups");
        Assert.Equal(("extractor", ReceivedSpan.Producer, request.SpanId), (publish.Service, publish.Kind, publish.ParentId));
        var receive = spans.First(span => span.Name == "receive heimdall.wakeups.live");
        var carrying = Assert.Single(spans, span => span.SpanId == receive.ParentId);
        Assert.Equal((ReceivedSpan.Consumer, ReceivedSpan.Producer), (receive.Kind, carrying.Kind));
        Assert.True(carrying == publish || carrying.ParentId == publish.SpanId);

        var attempt = The("extract session");
        Assert.Equal(("extractor", request.SpanId, "completed", false), (attempt.Service, attempt.ParentId, attempt.Tag("heimdall.outcome"), attempt.IsError));
        Assert.Equal(
            (task.ToString(), session.ToString(), "rf.iq", "1", "live", "1"),
            (attempt.Tag("heimdall.job.id"), attempt.Tag("heimdall.session.id"), attempt.Tag("heimdall.feature_set"), attempt.Tag("heimdall.feature_version"), attempt.Tag("heimdall.lane"), attempt.Tag("heimdall.attempt")));
        Assert.All((string[])["claim job", "save result"], part => Assert.Equal(attempt.SpanId, The(part).ParentId));
        Assert.Equal(The("save result").SpanId, The("write results").ParentId);
        Assert.Contains(spans, span => span.Source == "Npgsql" && span.ParentId == The("write results").SpanId);

        var recordings = spans.Where(span => span.Name == "extract recording").ToList();
        Assert.Equal(stations.Select(station => station.ToString()).Order(), recordings.Select(recording => recording.Tag("heimdall.station.id")).Order());
        Assert.All(recordings, recording =>
        {
            Assert.Equal((attempt.SpanId, "320000", "40000", "ok"), (recording.ParentId, recording.Tag("heimdall.bytes"), recording.Tag("heimdall.samples"), recording.Tag("heimdall.outcome")));
            Assert.NotEmpty(recording.Tag("heimdall.measurement.id"));
            Assert.Equal(
                ["compute features", "load recording"],
                spans.Where(span => span.ParentId == recording.SpanId && span.Source == "Heimdall.Extractor").Select(span => span.Name).Order());
        });

        // Nothing hangs in the air.
        var known = spans.Select(span => span.SpanId).ToHashSet(StringComparer.Ordinal);
        Assert.All(spans, span => Assert.True(span.IsRoot || known.Contains(span.ParentId), span.ToString()));
        await LogsCarryTheTraceAsync(traceId, session, known);
    }

    [Fact]
    public async Task No_trace_begins_with_a_poll()
    {
        await system.CreateSessionAsync();
        await Eventually.HoldsAsync(() => system.Telemetry.Spans.Any(span => span.IsRoot && span.Service == "api"), Deadline, "a request is told");
        Assert.All(
            system.Telemetry.Spans.Where(span => span.IsRoot),
            root => Assert.True(root.Kind == ReceivedSpan.Server || root.Tag("heimdall.task.name").Length > 0, root.ToString()));
        Assert.DoesNotContain(system.Telemetry.Spans, span => span.Tag("url.path") is "/health" or "/alive" or "/metrics");
    }

    [Fact]
    public async Task Every_metric_of_the_documentation_arrives_and_every_metric_that_arrives_is_documented()
    {
        await using (await LaterJobs.BeginAsync(system))
        {
            await system.ExtractAsync("cf32_le", 200_000, new byte[8 * 40_000]);
        }

        var rows = Row().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "telemetry.md")))
            .Select(row => (Name: row.Groups["name"].Value, Kind: row.Groups["kind"].Value, Unit: row.Groups["unit"].Value.Trim('`'), Labels: Label().Matches(row.Groups["labels"].Value).Select(label => label.Groups[1].Value).ToHashSet(StringComparer.Ordinal)))
            .ToDictionary(row => row.Name, StringComparer.Ordinal);
        Assert.True(rows.Count > 15);

        await Eventually.HoldsAsync(
            () => rows.Keys.All(name => system.Telemetry.Metrics.Any(metric => metric.Name == name)),
            Deadline,
            () => $"missing: {string.Join(", ", rows.Keys.Except(system.Telemetry.Metrics.Select(metric => metric.Name)))}");

        var arrived = system.Telemetry.Metrics.Where(metric => metric.Name.StartsWith("heimdall.", StringComparison.Ordinal)).ToList();
        Assert.All(arrived, metric =>
        {
            var row = Assert.Contains(metric.Name, (IReadOnlyDictionary<string, (string Name, string Kind, string Unit, HashSet<string> Labels)>)rows);
            Assert.Equal((row.Kind, row.Unit), (metric.Kind, metric.Unit));
            Assert.All(metric.Points, point => Assert.Equal(row.Labels.Order(), point.Keys.Order()));
        });
    }

    [Theory]
    [InlineData("api", "heimdall_jobs_live")]
    [InlineData("extractor", "heimdall_job_attempts_total")]
    public async Task Prometheus_reads_the_same(string service, string family)
    {
        using var http = system.App.CreateHttpClient(service);
        if (service == "api")
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri("/metrics", UriKind.Relative))).StatusCode);
            http.DefaultRequestHeaders.Add("X-Api-Key", system.Client.DefaultRequestHeaders.GetValues("X-Api-Key"));
        }

        var families = PrometheusParser.Parse(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative)));
        Assert.NotEmpty(families[family].Samples);
        Assert.Contains("dotnet_process_cpu_time_seconds_total", families.Keys);
    }

    [Fact]
    public async Task No_secret_is_in_any_log_span_or_metric()
    {
        await system.ExtractAsync("cf32_le", 200_000, new byte[8 * 40_000]);
        await Eventually.HoldsAsync(() => system.Telemetry.Spans.Any(span => span.Name == "extract session"), Deadline, "the extraction is told");
        var database = new NpgsqlConnectionStringBuilder(await system.App.GetConnectionStringAsync("heimdall"));
        var broker = new Uri(await system.App.GetConnectionStringAsync("rabbitmq") ?? "");
        string[] secrets =
        [
            database.Password ?? "", Uri.UnescapeDataString(broker.UserInfo.Split(':')[1]), system.Client.DefaultRequestHeaders.GetValues("X-Api-Key").Single(),
        ];
        Assert.All(secrets, secret => Assert.True(secret.Length >= 8));
        Assert.True(system.Telemetry.HasSeen("extract session"));
        Assert.All(secrets, secret => Assert.False(system.Telemetry.HasSeen(secret)));

        var logs = Directory.GetFiles(Path.Combine(system.DataDirectory, "logs"), "*.log");
        Assert.Contains(logs, log => Path.GetFileName(log).StartsWith("extractor", StringComparison.Ordinal));
        Assert.All(logs, log =>
        {
            using var open = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            var text = open.ReadToEnd();
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        });
    }

    private async Task LogsCarryTheTraceAsync(string traceId, Guid session, HashSet<string> spans)
    {
        string[] expected = [$"Triggered feature extraction for session {session}", $"Starting feature extraction for recording session {session}", "Feature extraction complete: 2 success, 0 failed"];
        await Eventually.HoldsAsync(
            () => expected.All(text => system.Telemetry.Logs.Any(log => log.Text == text && log.TraceId == traceId)), Deadline, () => string.Join('\n', system.Telemetry.Logs.TakeLast(20)));
        Assert.All(system.Telemetry.Logs.Where(log => log.TraceId == traceId), log => Assert.Contains(log.SpanId, spans));
    }

    [GeneratedRegex(@"^\| `(?<name>heimdall\.[a-z_.]+)` \| (?<kind>gauge|counter|histogram), (?<unit>[^|]+?) \| (?<labels>[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    // A label is followed by its values in brackets, or by nothing.
    [GeneratedRegex(@"(?:^|, )`([a-z_]+)`(?: \([^)]*\))?")]
    private static partial Regex Label();
}
