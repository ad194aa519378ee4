using System.Net.ServerSentEvents;
using System.Text.Json;
using Heimdall.Ledger.Tasks;
using Heimdall.Ledger.Workers;
using Heimdall.Tests.Ledger;

namespace Heimdall.Tests.Api;

/// <summary>What the console shows at a glance, once and as it changes.</summary>
public sealed class OverviewTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private RunningApi Api => fixture.Api;

    [Fact]
    public async Task The_overview_counts_what_waits_and_names_what_it_stands_on()
    {
        await fixture.Ledger.CompleteSessionAsync();
        using var viewer = await Api.CreateClientAsync("viewer");
        var overview = await UntilAsync(viewer, seen => seen.GetProperty("backlog").GetProperty("live").GetProperty("queued").GetInt64() >= 1);
        var coverage = Assert.Single(overview.GetProperty("coverage").EnumerateArray());
        Assert.Equal(("rf.iq", 1), (coverage.GetProperty("feature_set").GetString(), coverage.GetProperty("feature_version").GetInt32()));
        Assert.True(coverage.GetProperty("recordings").GetProperty("queued").GetInt64() >= 1);
        Assert.Equal("healthy", overview.GetProperty("health").GetProperty("PostgreSql").GetString());
        Assert.Equal(0, overview.GetProperty("dead_letters").GetInt64());
    }

    [Fact]
    public async Task The_stream_tells_of_a_new_session_by_itself()
    {
        using var http = new HttpClient { BaseAddress = Api.Address };
        http.DefaultRequestHeaders.Add("X-Api-Key", RunningApi.AdminKey);
        using var end = new CancellationTokenSource(Deadline);
        using var answer = await http.GetAsync("/api/v1/overview/events", HttpCompletionOption.ResponseHeadersRead, end.Token);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);

        var before = -1L;
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync(end.Token)).EnumerateAsync(end.Token))
        {
            Assert.Equal("overview", item.EventType);
            var recordings = JsonElement.Parse(item.Data).GetProperty("coverage")[0].GetProperty("recordings").EnumerateObject().Sum(state => state.Value.GetInt64());
            if (before < 0)
            {
                before = recordings;
                await fixture.Ledger.CompleteSessionAsync();
            }
            else if (recordings > before)
            {
                return;
            }
        }

        Assert.Fail("The stream ended before it told of the session.");
    }

    [Fact]
    public async Task The_overview_says_what_is_due_when_and_what_each_worker_works_on()
    {
        await new ScheduleStore(fixture.Database.Source).RegisterAsync([("batch_extraction", TimeSpan.FromMinutes(5)), ("nothing_yet", TimeSpan.FromHours(1))], CancellationToken.None);
        var runs = new TaskRunStore(fixture.Database.Source);
        var run = (await runs.StartDueAsync("batch_extraction", DateTimeOffset.UnixEpoch, new { }, "w", LedgerScenario.LeaseDuration, CancellationToken.None))!;
        await runs.SucceedAsync(run, new { total_found = 3 }, CancellationToken.None);

        var workers = new WorkerRegistry(fixture.Database.Source);
        await workers.RegisterAsync(new WorkerIdentity("busy", "here", 1, "1.0", 8, 4), CancellationToken.None);
        await workers.SeeAsync("busy", new WorkerSpeed(120, 4e6), CancellationToken.None);
        for (var i = 0; i < 7; i++)
        {
            await fixture.Ledger.CompleteSessionAsync(receivers: 1);
        }

        var claimed = await fixture.Ledger.Queue.ClaimAsync("busy", 7, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None);
        using var viewer = await Api.CreateClientAsync("viewer");
        var overview = await UntilAsync(viewer, seen => seen.GetProperty("workers").EnumerateArray().Any(worker => worker.GetProperty("jobs").GetInt64() == 7));
        var busy = overview.GetProperty("workers").EnumerateArray().Single(worker => worker.GetProperty("id").GetString() == "busy");
        Assert.Equal((120.0, 4e6), (busy.GetProperty("jobs_per_minute").GetDouble(), busy.GetProperty("bytes_per_second").GetDouble()));
        Assert.InRange(busy.GetProperty("lease_expires_at").GetDateTimeOffset(), TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddMinutes(2));
        var current = busy.GetProperty("current").EnumerateArray().ToList();
        Assert.Equal(5, current.Count);
        Assert.Subset(claimed.Select(job => job.Id).ToHashSet(), current.Select(job => job.GetProperty("job_id").GetGuid()).ToHashSet());
        Assert.Equal("rf.iq", current[0].GetProperty("feature_set").GetString());

        var schedules = overview.GetProperty("schedules").EnumerateArray().ToDictionary(schedule => schedule.GetProperty("task").GetString()!);
        Assert.Equal(300, schedules["batch_extraction"].GetProperty("interval_seconds").GetDouble());
        Assert.Equal(0, schedules["batch_extraction"].GetProperty("next_due_at").GetDateTimeOffset().ToUnixTimeSeconds() % 300);
        Assert.True(schedules["batch_extraction"].GetProperty("next_due_at").GetDateTimeOffset() > overview.GetProperty("at").GetDateTimeOffset().AddSeconds(-1));
        Assert.Equal("success", schedules["batch_extraction"].GetProperty("last_run").GetProperty("status").GetString());
        Assert.Equal(3, schedules["batch_extraction"].GetProperty("last_run").GetProperty("result").GetProperty("total_found").GetInt32());
        Assert.Equal(JsonValueKind.Null, schedules["nothing_yet"].GetProperty("last_run").ValueKind);
    }

    [Theory]
    [InlineData("hour", 60, 60)]
    [InlineData("day", 96, 900)]
    [InlineData("week", 84, 7200)]
    public async Task The_history_has_an_entry_a_step(string window, int steps, int seconds)
    {
        var before = (await HistoryAsync()).GetProperty("totals").GetProperty("queued").GetInt64();
        await fixture.Ledger.CompleteSessionAsync();
        var history = default(JsonElement);
        await Heimdall.Tests.Servers.Eventually.HoldsAsync(
            async () => (history = await HistoryAsync()).GetProperty("totals").GetProperty("queued").GetInt64() > before, Deadline, () => history.ToString());
        Assert.Equal((window, seconds), (history.GetProperty("window").GetString(), history.GetProperty("step_seconds").GetInt32()));
        foreach (var list in new[] { "at", "completed", "failed", "cancelled", "queued", "wait_p50_ms", "wait_p95_ms", "run_p50_ms", "run_p95_ms" })
        {
            Assert.Equal(steps, history.GetProperty(list).GetArrayLength());
        }

        Assert.Equal(steps, history.GetProperty("backlog").GetProperty("backfill").GetArrayLength());
        Assert.True(history.GetProperty("backlog").GetProperty("live")[steps - 1].GetInt64() >= 1);
        Assert.Equal(history.GetProperty("at")[0].GetDateTimeOffset(), history.GetProperty("from").GetDateTimeOffset());
        Assert.Equal(steps * seconds, (history.GetProperty("to").GetDateTimeOffset() - history.GetProperty("from").GetDateTimeOffset()).TotalSeconds);

        async Task<JsonElement> HistoryAsync() => (await Api.Admin.GetAsync($"/api/v1/overview/history?window={window}")).Expect(200);
    }

    [Fact]
    public async Task The_history_of_a_feature_set_is_that_of_its_jobs()
    {
        await fixture.Ledger.CompleteSessionAsync();
        using var viewer = await Api.CreateClientAsync("viewer");
        var history = (await viewer.GetAsync("/api/v1/overview/history?window=week&feature_set=rf.iq")).Expect(200);
        Assert.Equal("rf.iq", history.GetProperty("feature_set").GetString());
        Assert.True(history.GetProperty("totals").GetProperty("queued").GetInt64() >= 1);
        Assert.Equal(JsonValueKind.Null, (await viewer.GetAsync("/api/v1/overview/history?window=week")).Expect(200).GetProperty("feature_set").ValueKind);
        (await viewer.GetAsync("/api/v1/overview/history?feature_set=rf.nothing")).ExpectProblem(404, "feature_set_not_found");
        (await viewer.GetAsync("/api/v1/overview/history?feature_set=rf%00iq")).ExpectProblem(404, "feature_set_not_found");
    }

    [Fact]
    public async Task Only_known_windows_are_shown()
    {
        var answer = await Api.Admin.GetAsync("/api/v1/overview/history?window=year");
        answer.ExpectProblem(422, "invalid_request");
        Assert.Equal(["window"], answer.Fields);
    }

    private static async Task<JsonElement> UntilAsync(ApiClient client, Func<JsonElement, bool> condition)
    {
        var latest = default(JsonElement);
        await Heimdall.Tests.Servers.Eventually.HoldsAsync(
            async () => condition(latest = (await client.GetAsync("/api/v1/overview")).Expect(200)), Deadline, () => latest.ToString());
        return latest;
    }
}
