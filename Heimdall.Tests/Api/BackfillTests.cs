using System.Text.Json;
using Heimdall.Ledger.Backfills;
using Heimdall.Ledger.Features;
using Heimdall.Tests.Ledger;
using Heimdall.Tests.Ledger.Backfills;

namespace Heimdall.Tests.Api;

/// <summary>Backfills: planned, started, watched, ended.</summary>
public sealed class BackfillTests : IAsyncLifetime
{
    private const string Backfills = "/api/v1/admin/backfills";

    private readonly ApiFixture _fixture = new();

    private RunningApi Api => _fixture.Api;

    private BackfillSteps Steps => new(_fixture.Database.Source);

    public Task InitializeAsync() => _fixture.InitializeAsync();

    public Task DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_dry_run_answers_with_the_plan_and_stores_nothing()
    {
        await MissingRecordings.AddAsync(_fixture.Database.Source, 20);
        var plan = (await Api.Admin.PostAsync(Backfills, new { feature_set = "rf.iq", dry_run = true })).Expect(200);
        Assert.Equal((20, 20, 32_000_000), (Number(plan, "sessions"), Number(plan, "measurements"), Number(plan, "bytes")));
        Assert.Equal(20, Number(plan, "sessions_to_take"));
        Assert.Equal(6, Number((await Api.Admin.PostAsync(Backfills, new { batch_size = 3, max_batches = 2, dry_run = true })).Expect(200), "sessions_to_take"));
        Assert.Equal(JsonValueKind.Null, plan.GetProperty("estimated_seconds").ValueKind);
        Assert.Contains("3 are needed", plan.GetProperty("estimate_reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await Api.Admin.GetAsync(Backfills)).Expect(200).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_backfill_is_planned_started_watched_and_cancelled()
    {
        await MissingRecordings.AddAsync(_fixture.Database.Source, 20);
        var planned = await Api.Admin.PostAsync(Backfills, new { batch_size = 5, max_batches = 10, from = "2026-01-01T00:05:00Z" });
        var id = planned.Expect(201).GetProperty("id").GetGuid();
        Assert.Equal($"{Backfills}/{id}", planned.Headers["Location"]);
        Assert.Equal(("planned", 15), (State(planned.Body), Number(planned.Body.GetProperty("plan"), "sessions")));
        (await Api.Admin.PostAsync($"{Backfills}/{id}/pause")).ExpectProblem(409, "backfill_state");

        Assert.Equal("running", State((await Api.Admin.PostAsync($"{Backfills}/{id}/start")).Expect(200)));
        Assert.Equal("running", State((await Api.Admin.PostAsync($"{Backfills}/{id}/start")).Expect(200)));
        Assert.IsType<BackfillStep.Advanced>(await Steps.StepAsync(id, CancellationToken.None));
        await _fixture.Ledger.SettleAsync(await _fixture.Ledger.ClaimOneAsync());

        var shown = (await Api.Admin.GetAsync($"{Backfills}/{id}")).Expect(200);
        var progress = shown.GetProperty("progress");
        Assert.Equal((5, 4, 1), (Number(shown, "queued"), Number(progress, "waiting"), Number(progress, "done")));
        Assert.Equal("paused", State((await Api.Admin.PostAsync($"{Backfills}/{id}/pause")).Expect(200)));
        var held = (await Api.Admin.GetAsync($"/api/v1/jobs?backfill_id={id}&status=queued&limit=1")).Expect(200).GetProperty("items")[0];
        Assert.Equal((true, JsonValueKind.Null), (held.GetProperty("is_held").GetBoolean(), held.GetProperty("not_before").ValueKind));
        var conflict = (await Api.Admin.PostAsync($"/api/v1/sessions/{held.GetProperty("session_id").GetGuid()}/extract")).ExpectProblem(409, "extraction_active");
        Assert.Contains($"held while its backfill {id} is paused", conflict.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("running", State((await Api.Admin.PostAsync($"{Backfills}/{id}/resume")).Expect(200)));
        held = (await Api.Admin.GetAsync($"/api/v1/jobs/{held.GetProperty("id").GetGuid()}")).Expect(200);
        Assert.Equal((false, JsonValueKind.String), (held.GetProperty("is_held").GetBoolean(), held.GetProperty("not_before").ValueKind));
        var cancelled = (await Api.Admin.PostAsync($"{Backfills}/{id}/cancel")).Expect(200);
        Assert.Equal(("cancelled", 4), (State(cancelled), Number(cancelled.GetProperty("progress"), "cancelled")));
        Assert.Equal("cancelled", (await Api.Admin.PostAsync($"{Backfills}/{id}/resume")).ExpectProblem(409, "backfill_state").GetProperty("state").GetString());
        Assert.Equal(1, (await Api.Admin.GetAsync($"{Backfills}?state=cancelled&limit=1")).Expect(200).GetProperty("items").GetArrayLength());
        Assert.Equal(0, (await Api.Admin.GetAsync($"{Backfills}?state=running")).Expect(200).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task All_that_is_missing_is_one_call_and_its_task_has_the_result()
    {
        await MissingRecordings.AddAsync(_fixture.Database.Source, 60);
        var answer = (await Api.Admin.PostAsync("/api/v1/admin/features/backfill-all")).Expect(202);
        Assert.Equal("queued", answer.GetProperty("status").GetString());
        var backfill = (await Api.Admin.GetAsync(Backfills)).Expect(200).GetProperty("items")[0];
        Assert.Equal(("running", 1000, answer.GetProperty("task_id").GetGuid()), (State(backfill), Number(backfill, "max_batches"), backfill.GetProperty("task_id").GetGuid()));

        BackfillStep step;
        do
        {
            step = await Steps.StepAsync(backfill.GetProperty("id").GetGuid(), CancellationToken.None);
            foreach (var job in await _fixture.Ledger.Queue.ClaimAsync("w", 100, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None))
            {
                await _fixture.Ledger.SettleAsync(job);
            }
        }
        while (step is not BackfillStep.Ended);

        var task = (await Api.Admin.GetAsync($"/api/v1/task-status/{answer.GetProperty("task_id").GetGuid()}")).Expect(200);
        Assert.Equal("success", task.GetProperty("status").GetString());
        var result = task.GetProperty("result");
        Assert.Equal((60, 60, 2), (Number(result, "total_recordings"), Number(result, "total_tasks_queued"), Number(result, "num_batches")));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_its_reason()
    {
        await new FeatureSetStore(_fixture.Database.Source).RegisterAsync(new(new("rf.iq", 2), ["snr_db"], "live", 0), CancellationToken.None);
        var problem = (await Api.Admin.PostAsync(Backfills, new { feature_version = 1 })).ExpectProblem(409, "feature_set_not_current");
        Assert.Equal(2, Number(problem, "current_version"));
        (await Api.Admin.PostAsync(Backfills, new { feature_version = 7 })).ExpectProblem(404, "feature_set_not_found");
        (await Api.Admin.PostAsync(Backfills, new { station_id = Guid.NewGuid() })).ExpectProblem(404, "station_not_found");
        var fields = await Api.Admin.PostAsync(Backfills, new { batch_size = 0, max_batches = 0, from = "2026-01-02T00:00:00Z", to = "2026-01-01T00:00:00Z" });
        fields.ExpectProblem(422, "invalid_request");
        Assert.Equal(["batch_size", "max_batches", "to"], fields.Fields);
        (await Api.Admin.GetAsync($"{Backfills}?state=gone")).ExpectProblem(422, "invalid_request");
        (await Api.Admin.GetAsync($"{Backfills}/{Guid.NewGuid()}")).ExpectProblem(404, "backfill_not_found");
        (await Api.Admin.PostAsync($"{Backfills}/{Guid.NewGuid()}/start")).ExpectProblem(404, "backfill_not_found");
    }

    [Fact]
    public async Task Only_admins_change_and_everybody_sees()
    {
        using var watcher = await Api.CreateClientAsync("operator");
        (await watcher.PostAsync(Backfills, new { dry_run = true })).ExpectProblem(403, "forbidden");
        (await watcher.PostAsync("/api/v1/admin/features/backfill-all")).ExpectProblem(403, "forbidden");
        (await watcher.GetAsync(Backfills)).Expect(200);
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static string? State(JsonElement backfill) => backfill.GetProperty("state").GetString();
}
