using System.Text.Json;
using Dapper;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Ledger;

namespace Heimdall.Tests.Api;

/// <summary>What operators do about jobs: retry, cancel, one or many.</summary>
public sealed class JobActTests : IAsyncLifetime
{
    private readonly ApiFixture _fixture = new();

    private RunningApi Api => _fixture.Api;

    private LedgerScenario Ledger => _fixture.Ledger;

    public Task InitializeAsync() => _fixture.InitializeAsync();

    public Task DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_failed_job_is_retried_once_and_says_what_may_be_done()
    {
        var failed = await FailedJobAsync();
        var page = (await Api.Admin.GetAsync($"/api/v1/jobs/{failed}")).Expect(200);
        Assert.Equal(["retry"], Actions(page));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Api.Admin.PostAsync($"/api/v1/jobs/{failed}/retry")));

        var queued = Assert.Single(answers, answer => answer.Status == 202);
        var id = queued.Body.GetProperty("id").GetGuid();
        Assert.Equal($"/api/v1/jobs/{id}", queued.Headers["Location"]);
        Assert.Equal(failed, queued.Body.GetProperty("retry_of").GetGuid());
        Assert.False(queued.Body.GetProperty("made_due").GetBoolean());
        Assert.All(answers.Where(answer => answer != queued), answer => Assert.Equal(id, answer.ExpectProblem(409, "extraction_active").GetProperty("job_id").GetGuid()));
        var live = (await Api.Admin.GetAsync($"/api/v1/jobs/{id}")).Expect(200);
        Assert.Equal(["cancel"], Actions(live));
        Assert.Matches("^[0-9a-f]{32}$", live.GetProperty("trace_id").GetString());
        Assert.Contains(live.GetProperty("trace_id").GetString()!, live.GetProperty("traceparent").GetString(), StringComparison.Ordinal);

        await Ledger.SettleAsync(await Ledger.ClaimOneAsync());
        Assert.Contains("force", (await Api.Admin.PostAsync($"/api/v1/jobs/{id}/retry")).ExpectProblem(409, "job_completed").GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(Actions((await Api.Admin.GetAsync($"/api/v1/jobs/{id}")).Expect(200)));
        (await Api.Admin.PostAsync($"/api/v1/jobs/{Guid.NewGuid()}/retry")).ExpectProblem(404, "job_not_found");
    }

    [Fact]
    public async Task A_cancelled_job_is_an_error_and_cancelling_again_a_conflict()
    {
        var session = await Ledger.CompleteSessionAsync();
        var path = $"/api/v1/jobs/{session.FeatureExtractionTaskId}/cancel";

        var cancelled = (await Api.Admin.PostAsync(path)).Expect(200);

        Assert.Equal(("cancelled", "Cancelled by admin"), (cancelled.GetProperty("status").GetString(), cancelled.GetProperty("error_message").GetString()));
        Assert.Equal("cancelled", (await Api.Admin.PostAsync(path)).ExpectProblem(409, "job_finished").GetProperty("state").GetString());
        var task = (await Api.Admin.GetAsync($"/api/v1/task-status/{session.FeatureExtractionTaskId}")).Expect(200);
        Assert.Equal("error", task.GetProperty("status").GetString());
        var features = (await Api.Admin.GetAsync($"/api/v1/sessions/{session.Id}/features")).Expect(200);
        Assert.Equal("Cancelled by admin", features.GetProperty("error_message").GetString());
        Assert.Equal(["not_extracted", "not_extracted"], features.GetProperty("receivers").EnumerateArray().Select(receiver => receiver.GetProperty("status").GetString()));
        Assert.All(features.GetProperty("receivers").EnumerateArray(), receiver => Assert.Equal(JsonValueKind.Null, receiver.GetProperty("features").ValueKind));
        (await Api.Admin.PostAsync($"/api/v1/sessions/{session.Id}/extract")).Expect(202);
    }

    [Fact]
    public async Task Anothers_job_is_not_found_for_an_operator_and_no_bulk_reaches_it()
    {
        var failed = await FailedJobAsync();
        using var caller = await Api.CreateClientAsync("operator");
        (await caller.PostAsync($"/api/v1/jobs/{failed}/retry")).ExpectProblem(404, "job_not_found");
        (await caller.PostAsync($"/api/v1/jobs/{failed}/cancel")).ExpectProblem(404, "job_not_found");
        Assert.Empty(Actions((await caller.GetAsync($"/api/v1/jobs/{failed}")).Expect(200)));
        Assert.Equal(0, (await caller.PostAsync("/api/v1/jobs/retry", new { status = "failed" })).Expect(200).GetProperty("matching").GetInt32());

        await ExecuteAsync("update heimdall.recording_sessions set owner = @Name", new { caller.Name });
        Assert.Equal(["retry"], Actions((await caller.GetAsync($"/api/v1/jobs/{failed}")).Expect(200)));
        Assert.Equal(1, (await caller.PostAsync("/api/v1/jobs/retry", new { status = "failed" })).Expect(200).GetProperty("changed").GetInt32());
        using var viewer = await Api.CreateClientAsync("viewer");
        Assert.Empty(Actions((await viewer.GetAsync($"/api/v1/jobs/{failed}")).Expect(200)));
    }

    [Fact]
    public async Task A_job_between_two_attempts_is_run_now_by_whoever_may_retry_it()
    {
        var session = await Ledger.CompleteSessionAsync(receivers: 1);
        var job = await Ledger.ClaimOneAsync();
        await Ledger.Queue.RetryAsync(job, "the store is away", TimeSpan.FromMinutes(5), CancellationToken.None);
        var (show, retry) = ($"/api/v1/jobs/{job.Id}", $"/api/v1/jobs/{job.Id}/retry");
        using var viewer = await Api.CreateClientAsync("viewer");
        (await viewer.PostAsync(retry)).ExpectProblem(403, "forbidden");
        using var caller = await Api.CreateClientAsync("operator");
        (await caller.PostAsync(retry)).ExpectProblem(404, "job_not_found");
        Assert.Contains("makes it due", Detail(await Api.Admin.PostAsync($"/api/v1/sessions/{session.Id}/extract")), StringComparison.Ordinal);
        await ExecuteAsync("update heimdall.recording_sessions set owner = @Name", new { caller.Name });
        Assert.Equal(["retry", "cancel"], Actions((await caller.GetAsync(show)).Expect(200)));

        var answer = await caller.PostAsync(retry);

        var due = answer.Expect(202);
        Assert.Equal((show, job.Id, true), (answer.Headers["Location"], due.GetProperty("id").GetGuid(), due.GetProperty("made_due").GetBoolean()));
        Assert.Equal(("queued", 1, JsonValueKind.Null), (due.GetProperty("status").GetString(), due.GetProperty("attempt").GetInt32(), due.GetProperty("retry_of").ValueKind));
        Assert.Equal(["cancel"], Actions((await caller.GetAsync(show)).Expect(200)));
        var entry = Assert.Single((await Api.Admin.GetAsync($"/api/v1/admin/audit?action=job.retry&actor={caller.Name}")).Expect(200).GetProperty("items").EnumerateArray());
        Assert.Equal(($"job/{job.Id}", true), (entry.GetProperty("subject").GetString(), entry.GetProperty("detail").GetProperty("made_due").GetBoolean()));

        Assert.Contains("queued and due", Detail(await caller.PostAsync(retry)), StringComparison.Ordinal);
        await ExecuteAsync("update heimdall.extraction_jobs set not_before = 'infinity'");
        Assert.Contains("held while its backfill", Detail(await caller.PostAsync(retry)), StringComparison.Ordinal);
        await ExecuteAsync("update heimdall.extraction_jobs set not_before = now()");
        Assert.Equal(2, (await Ledger.ClaimOneAsync("w1")).Attempt);
        Assert.Contains("extracting by w1", Detail(await caller.PostAsync(retry)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bulk_act_is_previewed_capped_and_written_down()
    {
        for (var i = 0; i < 3; i++)
        {
            await FailedJobAsync();
        }

        var preview = (await Api.Admin.PostAsync("/api/v1/jobs/retry", new { error_kind = "data", limit = 2, preview = true })).Expect(200);
        Assert.Equal((2, true, 2), (preview.GetProperty("matching").GetInt32(), preview.GetProperty("capped").GetBoolean(), preview.GetProperty("sample").GetArrayLength()));
        Assert.Equal(3, preview.GetProperty("total").GetInt32());
        Assert.False(preview.TryGetProperty("changed", out _));

        var done = (await Api.Admin.PostAsync("/api/v1/jobs/retry", new { error_kind = "data", limit = 2 })).Expect(200);
        Assert.Equal("""{"matching":2,"changed":2,"skipped":0,"capped_at":2}""", done.GetRawText());
        var cancelled = (await Api.Admin.PostAsync("/api/v1/jobs/cancel", new { status = "queued" })).Expect(200);
        Assert.Equal("""{"matching":2,"changed":2,"skipped":0,"capped_at":null}""", cancelled.GetRawText());

        var audit = (await Api.Admin.GetAsync("/api/v1/admin/audit?action=jobs.retry&actor=admin")).Expect(200);
        var detail = Assert.Single(audit.GetProperty("items").EnumerateArray()).GetProperty("detail");
        Assert.Equal(("data", 2), (detail.GetProperty("filter").GetProperty("error_kind").GetString(), detail.GetProperty("changed").GetInt32()));
    }

    [Fact]
    public async Task All_that_wait_for_their_next_attempt_are_run_now_at_once()
    {
        for (var i = 0; i < 3; i++)
        {
            await Ledger.CompleteSessionAsync(receivers: 1);
            await Ledger.Queue.RetryAsync(await Ledger.ClaimOneAsync(), "the store is away", TimeSpan.FromMinutes(5), CancellationToken.None);
        }

        await ExecuteAsync("update heimdall.extraction_jobs set not_before = 'infinity' where id = (select min(id::text)::uuid from heimdall.extraction_jobs)");
        var preview = (await Api.Admin.PostAsync("/api/v1/jobs/retry", new { status = "queued", limit = 1, preview = true })).Expect(200);
        Assert.Equal((1, 2, true), (preview.GetProperty("matching").GetInt32(), preview.GetProperty("total").GetInt32(), preview.GetProperty("capped").GetBoolean()));
        Assert.Equal("queued", Assert.Single(preview.GetProperty("sample").EnumerateArray()).GetProperty("status").GetString());

        using var other = await Api.CreateClientAsync("operator");
        Assert.Equal(0, (await other.PostAsync("/api/v1/jobs/retry", new { status = "queued" })).Expect(200).GetProperty("matching").GetInt32());
        var done = (await Api.Admin.PostAsync("/api/v1/jobs/retry", new { status = "queued" })).Expect(200);
        Assert.Equal("""{"matching":2,"changed":2,"skipped":0,"capped_at":null}""", done.GetRawText());
        Assert.Equal(0, (await Api.Admin.PostAsync("/api/v1/jobs/retry", new { status = "queued" })).Expect(200).GetProperty("matching").GetInt32());

        var audit = (await Api.Admin.GetAsync("/api/v1/admin/audit?action=jobs.retry&actor=admin")).Expect(200);
        var detail = Assert.Single(audit.GetProperty("items").EnumerateArray()).GetProperty("detail");
        Assert.Equal(("queued", 2), (detail.GetProperty("filter").GetProperty("status").GetString(), detail.GetProperty("changed").GetInt32()));
    }

    [Theory]
    [InlineData("retry", "{}", "body")]
    [InlineData("retry", """{"limit": 5, "preview": true}""", "body")]
    [InlineData("retry", """{"status": "completed", "error_kind": "bad", "lane": "fast", "limit": 10001}""", "error_kind", "lane", "limit", "status")]
    [InlineData("retry", """{"status": "queued", "error_kind": "infrastructure"}""", "error_kind")]
    [InlineData("retry", """{"status": "extracting"}""", "status")]
    [InlineData("cancel", """{"status": "failed", "error_kind": "data"}""", "error_kind", "status")]
    [InlineData("cancel", """{"from": "1066-10-14T00:00:00Z"}""", "from")]
    public async Task A_bulk_act_that_does_not_say_which_jobs_is_refused(string act, string body, params string[] fields)
    {
        var answer = await Api.Admin.PostTextAsync($"/api/v1/jobs/{act}", body);
        answer.ExpectProblem(422, "invalid_request");
        Assert.Equal(fields, answer.Fields);
    }

    [Fact]
    public async Task Twenty_completions_and_twenty_requests_of_one_session_make_one_job()
    {
        var station = await Api.CreateStationAsync();
        var session = await Api.Admin.CreateSessionAsync();
        (await Api.Admin.UploadAsync(session, $"station_id={station}&sample_rate_hz=200000&datatype=cf32_le", new byte[16_000])).Expect(201);

        var completions = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Api.Admin.PostAsync($"/api/v1/sessions/{session}/complete")));
        var id = Assert.Single(completions.Select(answer => answer.Expect(200).GetProperty("feature_extraction_task_id").GetGuid()).Distinct());
        var requests = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Api.Admin.PostAsync($"/api/v1/sessions/{session}/extract")));
        Assert.All(requests, answer => Assert.Equal(id, answer.ExpectProblem(409, "extraction_active").GetProperty("job_id").GetGuid()));

        await Ledger.SettleAsync(await Ledger.ClaimOneAsync(), failed: 1);
        await ExecuteAsync("delete from heimdall.finished_jobs");
        requests = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Api.Admin.PostAsync($"/api/v1/sessions/{session}/extract")));
        Assert.Single(requests, answer => answer.Status == 202);
        Assert.Equal(19, requests.Count(answer => answer.Status == 409));
    }

    [Fact]
    public async Task What_was_extracted_is_answered_also_after_its_job_was_pruned()
    {
        var session = await Ledger.CompleteSessionAsync(receivers: 3);
        await Ledger.SettleAsync(await Ledger.ClaimOneAsync(), failed: 1);
        await ExecuteAsync("delete from heimdall.finished_jobs");

        var stored = (await Api.Admin.PostAsync($"/api/v1/sessions/{session.Id}/extract")).Expect(200);

        Assert.Equal(session.FeatureExtractionTaskId, stored.GetProperty("id").GetGuid());
        Assert.Equal("completed", stored.GetProperty("status").GetString());
        var statistics = stored.GetProperty("statistics");
        Assert.Equal((3, 2, 1), (statistics.GetProperty("total").GetInt32(), statistics.GetProperty("success").GetInt32(), statistics.GetProperty("failed").GetInt32()));
        Assert.Equal("too_short", Assert.Single(statistics.GetProperty("errors").EnumerateArray()).GetProperty("error_code").GetString());
    }

    private static string? Detail(Answer answer) => answer.ExpectProblem(409, "extraction_active").GetProperty("detail").GetString();

    private static List<string?> Actions(JsonElement job) => [.. job.GetProperty("allowed_actions").EnumerateArray().Select(action => action.GetString())];

    private async Task<Guid> FailedJobAsync()
    {
        await Ledger.CompleteSessionAsync(receivers: 1);
        ClaimedJob job = await Ledger.ClaimOneAsync();
        await Ledger.SettleAsync(job, failed: 1);
        return job.Id;
    }

    private async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await _fixture.Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }
}
