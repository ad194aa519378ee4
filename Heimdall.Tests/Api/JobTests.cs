using System.Text.Json;
using Dapper;
using Heimdall.Tests.Ledger;

namespace Heimdall.Tests.Api;

/// <summary>Extractions: asked for, listed, shown.</summary>
public sealed class JobTests : IAsyncLifetime
{
    private readonly ApiFixture _fixture = new();

    private RunningApi Api => _fixture.Api;

    private LedgerScenario Ledger => _fixture.Ledger;

    public Task InitializeAsync() => _fixture.InitializeAsync();

    public Task DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_job_is_shown_with_its_attempts_and_its_task_status_follows_it()
    {
        var session = await Ledger.CompleteSessionAsync();
        var id = session.FeatureExtractionTaskId;
        async Task<JsonElement> Task() => (await Api.Admin.GetAsync($"/api/v1/task-status/{id}")).Expect(200);

        var queued = await Task();
        Assert.Equal(
            ["task_id", "task", "status", "execution_time_ms", "queued_at", "started_at", "completed_at", "error", "progress", "result"],
            queued.EnumerateObject().Select(member => member.Name));
        Assert.Equal("queued", queued.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, queued.GetProperty("started_at").ValueKind);
        var claimed = await Ledger.ClaimOneAsync("w1");
        Assert.Equal("running", (await Task()).GetProperty("status").GetString());
        await Ledger.Queue.RetryAsync(claimed, "the store is down", TimeSpan.Zero, CancellationToken.None);
        await Ledger.SettleAsync(await Ledger.ClaimOneAsync("w2"), failed: 1);

        var done = await Task();
        Assert.Equal("success", done.GetProperty("status").GetString());
        Assert.True(done.GetProperty("execution_time_ms").GetDouble() >= 0);
        Assert.Equal(1, done.GetProperty("result").GetProperty("failed").GetInt32());
        var job = (await Api.Admin.GetAsync($"/api/v1/jobs/{id}")).Expect(200);
        Assert.Equal("completed", job.GetProperty("status").GetString());
        Assert.Equal(session.Id, job.GetProperty("session_id").GetGuid());
        var attempts = job.GetProperty("attempts").EnumerateArray().ToList();
        Assert.Equal(["retry", "completed"], attempts.Select(attempt => attempt.GetProperty("outcome").GetString()));
        Assert.Equal(["w1", "w2"], attempts.Select(attempt => attempt.GetProperty("worker").GetString()));
        Assert.Equal("the store is down", attempts[0].GetProperty("error_message").GetString());
    }

    [Fact]
    public async Task A_failed_job_is_an_error_with_its_message()
    {
        var session = await Ledger.CompleteSessionAsync();
        await Ledger.SettleAsync(await Ledger.ClaimOneAsync(), failed: 2);
        var task = (await Api.Admin.GetAsync($"/api/v1/task-status/{session.FeatureExtractionTaskId}")).Expect(200);
        Assert.Equal("error", task.GetProperty("status").GetString());
        Assert.Contains("None of 2 recordings", task.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_are_listed_the_latest_first_by_pages_and_filters()
    {
        var sessions = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            sessions.Add((await Ledger.CompleteSessionAsync(1)).Id);
        }

        await Ledger.SettleAsync(await Ledger.ClaimOneAsync(), failed: 1);
        await Ledger.ClaimOneAsync();
        async Task<List<Guid?>> List(string query) =>
            [.. (await Api.Admin.GetAsync($"/api/v1/jobs?{query}")).Expect(200).GetProperty("items").EnumerateArray().Select(job => (Guid?)job.GetProperty("session_id").GetGuid())];

        Assert.Equal(Enumerable.Reverse(sessions).Select(id => (Guid?)id), await List(""));
        Assert.Equal([sessions[0]], await List("status=failed&error_kind=data"));
        Assert.Equal([sessions[1]], await List("status=extracting&lane=live&feature_set=rf.iq&feature_version=1"));
        Assert.Equal([sessions[3]], await List($"session_id={sessions[3]}"));
        Assert.Empty(await List("lane=backfill"));
        var page = (await Api.Admin.GetAsync("/api/v1/jobs?limit=3")).Expect(200);
        Assert.Equal([sessions[1], sessions[0]], await List($"limit=3&cursor={page.GetProperty("next_cursor").GetString()}"));

        var wrong = await Api.Admin.GetAsync("/api/v1/jobs?status=done&lane=fast&error_kind=bad");
        wrong.ExpectProblem(422, "invalid_request");
        Assert.Equal(["error_kind", "lane", "status"], wrong.Fields);
        (await Api.Admin.GetAsync($"/api/v1/jobs/{Guid.NewGuid()}")).ExpectProblem(404, "job_not_found");
        (await Api.Admin.GetAsync($"/api/v1/task-status/{Guid.NewGuid()}")).ExpectProblem(404, "task_not_found");
    }

    [Fact]
    public async Task Asking_for_an_extraction_answers_with_the_new_the_active_or_the_finished_job()
    {
        var session = await Ledger.CompleteSessionAsync();
        var path = $"/api/v1/sessions/{session.Id}/extract";
        var waiting = (await Api.Admin.PostAsync(path)).ExpectProblem(409, "extraction_active");
        Assert.Equal(session.FeatureExtractionTaskId, waiting.GetProperty("job_id").GetGuid());
        Assert.Equal("queued", waiting.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, waiting.GetProperty("owner").ValueKind);

        var claimed = await Ledger.ClaimOneAsync("worker 7");
        Assert.Equal("worker 7", (await Api.Admin.PostAsync(path)).ExpectProblem(409, "extraction_active").GetProperty("owner").GetString());
        await Ledger.SettleAsync(claimed);
        var finished = (await Api.Admin.PostAsync(path)).Expect(200);
        Assert.Equal(claimed.Id, finished.GetProperty("id").GetGuid());
        Assert.Equal(2, finished.GetProperty("statistics").GetProperty("success").GetInt32());

        var forced = await Api.Admin.PostAsync(path, new { force = true, reason = "the station was calibrated" });
        var job = forced.Expect(202);
        Assert.Equal($"/api/v1/jobs/{job.GetProperty("id").GetGuid()}", forced.Headers["Location"]);
        Assert.NotEqual(claimed.Id, job.GetProperty("id").GetGuid());
        await using var connection = await _fixture.Database.Source.OpenConnectionAsync();
        var audited = await connection.QuerySingleAsync<string>("select detail->>'reason' from heimdall.audit_log where action = 'session.extract.force' and actor = 'admin'");
        Assert.Equal("the station was calibrated", audited);
    }

    [Fact]
    public async Task Forcing_needs_an_admin_and_a_reason()
    {
        using var caller = await Api.CreateClientAsync("operator");
        var path = $"/api/v1/sessions/{await caller.CreateSessionAsync()}/extract";
        (await caller.PostAsync(path, new { force = true, reason = "please" })).ExpectProblem(403, "forbidden");
        (await Api.Admin.PostAsync(path, new { force = true })).ExpectProblem(422, "invalid_request");
        (await Api.Admin.PostAsync(path, new { force = true, reason = " " })).ExpectProblem(422, "invalid_request");
        (await caller.PostAsync(path)).ExpectProblem(409, "session_not_completed");
        (await caller.PostAsync(path, new { feature_set = "rf.magic" })).ExpectProblem(404, "feature_set_not_found");
    }

    [Fact]
    public async Task A_batch_is_queued_for_a_worker()
    {
        var answer = await Api.Admin.PostAsync("/api/v1/admin/features/batch-extract", new { batch_size = 7 });
        var queued = answer.Expect(202);
        Assert.Equal(["task_id", "message", "status"], queued.EnumerateObject().Select(member => member.Name));
        Assert.Equal("queued", queued.GetProperty("status").GetString());
        Assert.Equal($"/api/v1/task-status/{queued.GetProperty("task_id").GetGuid()}", answer.Headers["Location"]);
        Assert.Equal((7, 5), await ParametersAsync(queued));

        Assert.Equal((50, 5), await ParametersAsync((await Api.Admin.PostAsync("/api/v1/admin/features/batch-extract")).Expect(202)));
        Assert.Equal((1, 1000), await ParametersAsync((await Api.Admin.PostAsync("/api/v1/admin/features/batch-extract?batch_size=1&max_batches=1000")).Expect(202)));
        var task = (await Api.Admin.GetAsync(answer.Headers["Location"])).Expect(200);
        Assert.Equal("batch_extraction", task.GetProperty("task").GetString());
        Assert.Equal("queued", task.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("batch_size=0", "batch_size")]
    [InlineData("batch_size=1001&max_batches=0", "batch_size", "max_batches")]
    [InlineData("max_batches=1001", "max_batches")]
    public async Task A_batch_outside_its_range_is_refused(string query, params string[] fields)
    {
        var answer = await Api.Admin.PostAsync($"/api/v1/admin/features/batch-extract?{query}");
        answer.ExpectProblem(422, "invalid_request");
        Assert.Equal(fields, answer.Fields);
    }

    private async Task<(int BatchSize, int MaxBatches)> ParametersAsync(JsonElement queued)
    {
        await using var connection = await _fixture.Database.Source.OpenConnectionAsync();
        return await connection.QuerySingleAsync<(int, int)>(
            "select (parameters->>'batch_size')::int, (parameters->>'max_batches')::int from heimdall.task_runs where id = @id", new { id = queued.GetProperty("task_id").GetGuid() });
    }
}
