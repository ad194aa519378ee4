using Heimdall.Ledger.DeadLetters;
using Heimdall.Ledger.Tasks;
using Heimdall.Tests.Ledger;

namespace Heimdall.Tests.Api;

/// <summary>What went on in the background: tasks, their counts, dead letters, the audit log.</summary>
public sealed class TaskTests : IAsyncLifetime
{
    private readonly ApiFixture _fixture = new();

    private RunningApi Api => _fixture.Api;

    private TaskRunStore Runs => new(_fixture.Database.Source);

    public Task InitializeAsync() => _fixture.InitializeAsync();

    public Task DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Runs_are_listed_the_latest_first_by_task_and_status()
    {
        await Runs.SucceedAsync(await StartAsync("alpha"), new { found = 3 }, CancellationToken.None);
        await Runs.FailAsync(await StartAsync("beta"), "no room", CancellationToken.None);
        await StartAsync("alpha");
        var requested = (await Api.Admin.PostAsync("/api/v1/admin/features/batch-extract")).Expect(202).GetProperty("task_id").GetGuid();
        async Task<List<string>> List(string query) =>
            [.. (await Api.Admin.GetAsync($"/api/v1/tasks?{query}")).Expect(200).GetProperty("items").EnumerateArray().Select(run => $"{run.GetProperty("task").GetString()} {run.GetProperty("status").GetString()}")];

        Assert.Equal(["batch_extraction queued", "alpha running", "beta error", "alpha success"], await List(""));
        Assert.Equal(["alpha running", "alpha success"], await List("task=alpha"));
        Assert.Equal(["beta error"], await List("status=error"));
        var page = (await Api.Admin.GetAsync("/api/v1/tasks?limit=3")).Expect(200);
        var last = Assert.Single((await Api.Admin.GetAsync($"/api/v1/tasks?limit=3&cursor={page.GetProperty("next_cursor").GetString()}")).Expect(200).GetProperty("items").EnumerateArray());
        Assert.Equal(("schedule", "w", 1, 3), (last.GetProperty("requested_by").GetString(), last.GetProperty("worker").GetString(), last.GetProperty("attempt").GetInt32(), last.GetProperty("result").GetProperty("found").GetInt32()));
        Assert.True(last.GetProperty("execution_time_ms").GetDouble() >= 0);
        (await Api.Admin.GetAsync("/api/v1/tasks?status=done")).ExpectProblem(422, "invalid_request");
        Assert.Equal($"task/{requested}", (await Api.Admin.GetAsync("/api/v1/admin/audit?action=task.batch_extraction")).Expect(200).GetProperty("items")[0].GetProperty("subject").GetString());
    }

    [Fact]
    public async Task The_counts_are_of_jobs_and_runs_that_have_ended()
    {
        Assert.Equal(
            """{"total_tasks":0,"successful_tasks":0,"failed_tasks":0,"success_rate":0,"average_execution_time_ms":0}""",
            (await Api.Admin.GetAsync("/api/v1/metrics/background-tasks")).Expect(200).GetRawText());
        await _fixture.Ledger.CompleteSessionAsync();
        await _fixture.Ledger.CompleteSessionAsync();
        await _fixture.Ledger.SettleAsync(await _fixture.Ledger.ClaimOneAsync());
        await Runs.FailAsync(await StartAsync("beta"), "no room", CancellationToken.None);
        await Runs.SucceedAsync(await StartAsync("beta"), new { }, CancellationToken.None);

        var counts = (await Api.Admin.GetAsync("/api/v1/metrics/background-tasks")).Expect(200);
        Assert.Equal((3, 2, 1, 66.67), (counts.GetProperty("total_tasks").GetInt32(), counts.GetProperty("successful_tasks").GetInt32(), counts.GetProperty("failed_tasks").GetInt32(), counts.GetProperty("success_rate").GetDouble()));
        Assert.True(counts.GetProperty("average_execution_time_ms").GetDouble() > 0);
    }

    [Fact]
    public async Task Dead_letters_are_listed_shown_and_removed()
    {
        var store = new DeadLetterStore(_fixture.Database.Source);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["sender"] = "x" };
        await store.RecordAsync(new NewDeadLetter("q", new string('a', 64), "no JSON", headers, "hello"u8.ToArray(), 5), CancellationToken.None);
        await store.RecordAsync(new NewDeadLetter("q", new string('b', 64), "no JSON", headers, new byte[] { 0xff, 0xfe }, 2), CancellationToken.None);

        var items = (await Api.Admin.GetAsync("/api/v1/admin/dead-letters")).Expect(200).GetProperty("items");
        Assert.Equal(2, items.GetArrayLength());
        Assert.False(items[0].TryGetProperty("body_base64", out _));
        var path = $"/api/v1/admin/dead-letters/{items[1].GetProperty("id").GetGuid()}";
        var shown = (await Api.Admin.GetAsync(path)).Expect(200);
        Assert.Equal(("hello", "aGVsbG8=", 5), (shown.GetProperty("body_text").GetString(), shown.GetProperty("body_base64").GetString(), shown.GetProperty("body_bytes").GetInt32()));
        var bytes = (await Api.Admin.GetAsync($"/api/v1/admin/dead-letters/{items[0].GetProperty("id").GetGuid()}")).Expect(200);
        Assert.False(bytes.TryGetProperty("body_text", out _));

        (await Api.Admin.DeleteAsync(path)).Expect(204);
        (await Api.Admin.DeleteAsync(path)).ExpectProblem(404, "dead_letter_not_found");
        (await Api.Admin.GetAsync(path)).ExpectProblem(404, "dead_letter_not_found");
        Assert.Single((await Api.Admin.GetAsync("/api/v1/admin/audit?action=dead_letter.delete")).Expect(200).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Dead_letters_are_removed_in_bulk_after_a_preview_and_written_down()
    {
        var store = new DeadLetterStore(_fixture.Database.Source);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["sender"] = "x" };
        foreach (var (digit, queue, reason) in new[] { ('a', "q", "no JSON"), ('b', "q", "no JSON"), ('c', "other", "too long") })
        {
            await store.RecordAsync(new NewDeadLetter(queue, new string(digit, 64), reason, headers, "hello"u8.ToArray(), 5), CancellationToken.None);
        }

        const string Path = "/api/v1/admin/dead-letters/delete";
        Assert.Single((await Api.Admin.GetAsync("/api/v1/admin/dead-letters?reason=LONG")).Expect(200).GetProperty("items").EnumerateArray());
        (await Api.Admin.GetAsync("/api/v1/admin/dead-letters?reason=%01&from=1066-10-14T00:00:00Z")).ExpectProblem(422, "invalid_request");
        var preview = (await Api.Admin.PostAsync(Path, new { reason = "json", limit = 1, preview = true })).Expect(200);
        Assert.Equal((1, 2, true, 1), (preview.GetProperty("matching").GetInt32(), preview.GetProperty("total").GetInt32(), preview.GetProperty("capped").GetBoolean(), preview.GetProperty("capped_at").GetInt32()));
        var sample = Assert.Single(preview.GetProperty("sample").EnumerateArray());
        Assert.Equal((new string('b', 64), false), (sample.GetProperty("fingerprint").GetString(), sample.GetProperty("is_others").GetBoolean()));

        using var caller = await Api.CreateClientAsync("operator");
        (await caller.PostAsync(Path, new { queue = "q" })).ExpectProblem(403, "forbidden");
        Assert.Equal("""{"matching":2,"changed":2,"skipped":0,"capped_at":null}""", (await Api.Admin.PostAsync(Path, new { queue = "q" })).Expect(200).GetRawText());
        Assert.Equal("other", Assert.Single((await Api.Admin.GetAsync("/api/v1/admin/dead-letters")).Expect(200).GetProperty("items").EnumerateArray()).GetProperty("queue").GetString());

        var entry = Assert.Single((await Api.Admin.GetAsync("/api/v1/admin/audit?action=dead_letters.delete")).Expect(200).GetProperty("items").EnumerateArray());
        Assert.StartsWith("bulk/", entry.GetProperty("subject").GetString(), StringComparison.Ordinal);
        Assert.Equal(("q", 2), (entry.GetProperty("detail").GetProperty("filter").GetProperty("queue").GetString(), entry.GetProperty("detail").GetProperty("changed").GetInt32()));
    }

    [Theory]
    [InlineData("{}", "body")]
    [InlineData("""{"limit": 5, "preview": true}""", "body")]
    [InlineData("""{"queue": "", "reason": "", "to": "1066-10-14T00:00:00Z", "limit": 10001}""", "limit", "queue", "reason", "to")]
    public async Task A_bulk_removal_that_does_not_say_which_is_refused(string body, params string[] fields)
    {
        var answer = await Api.Admin.PostTextAsync("/api/v1/admin/dead-letters/delete", body);
        answer.ExpectProblem(422, "invalid_request");
        Assert.Equal(fields, answer.Fields);
    }

    [Fact]
    public async Task Every_act_is_in_the_audit_log()
    {
        using var caller = await Api.CreateClientAsync("operator");
        var station = (await caller.PostAsync("/api/v1/stations", new { name = "audited", latitude = 1, longitude = 2 })).Expect(201).GetProperty("id").GetGuid();
        (await caller.PatchAsync($"/api/v1/stations/{station}", new { latitude = 3 })).Expect(200);
        (await caller.PostAsync($"/api/v1/sessions/{await caller.CreateSessionAsync()}/fail", new { reason = "rain" })).Expect(200);

        var mine = (await Api.Admin.GetAsync($"/api/v1/admin/audit?actor={Uri.EscapeDataString(caller.Name)}")).Expect(200).GetProperty("items").EnumerateArray();
        Assert.Equal(["session.fail", "station.change", "station.create"], mine.Select(entry => entry.GetProperty("action").GetString()));
        Assert.Equal(["api_key.create"], (await Api.Admin.GetAsync("/api/v1/admin/audit?actor=admin")).Expect(200).GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()));
        (await caller.GetAsync("/api/v1/admin/audit")).ExpectProblem(403, "forbidden");
        (await Api.Admin.GetAsync("/api/v1/admin/audit?cursor=bm8")).ExpectProblem(400, "invalid_cursor");
    }

    [Fact]
    public async Task Health_says_since_when_in_utc()
    {
        var checks = (await Api.Anonymous.GetAsync("/health")).Expect(200).GetProperty("checks");
        Assert.All(checks.EnumerateObject(), check => Assert.EndsWith("Z", check.Value.GetProperty("since").GetString(), StringComparison.Ordinal));
    }

    private async Task<TaskRun> StartAsync(string task) =>
        (await Runs.StartDueAsync(task, TimeProvider.System.GetUtcNow(), new { }, "w", LedgerScenario.LeaseDuration, CancellationToken.None))!;
}
