using System.Text.Json;
using Heimdall.Api.Alerts;
using Heimdall.Ledger.Alerts;
using Heimdall.Ledger.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Heimdall.Tests.Api;

/// <summary>The API looks for what is wrong where no extractor is left that could.</summary>
public sealed class AlertWatchTests : IAsyncLifetime
{
    private readonly ApiFixture _fixture = new();

    private RunningApi Api => _fixture.Api;

    private AlertWatch Watch => Api.Services.GetRequiredService<AlertWatch>();

    public Task InitializeAsync() => _fixture.InitializeAsync();

    public Task DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task The_death_of_the_only_worker_is_an_alert_an_error_and_a_run_of_the_check()
    {
        await ScheduleAsync();
        await DieAsync("lost", minutesAgo: 3);

        Assert.True(await Watch.RunOnceAsync(CancellationToken.None));

        var alert = Assert.Single((await Api.Admin.GetAsync("/api/v1/alerts?kind=dead_worker")).Expect(200).GetProperty("items").EnumerateArray());
        Assert.Equal("lost", alert.GetProperty("subject").GetString());
        Assert.Contains(Api.Log.Lines, line => line.Level == LogLevel.Error && line.Text.StartsWith("Alert dead_worker for lost: ", StringComparison.Ordinal));
        var run = Assert.Single(await RunsAsync());
        Assert.Equal(("success", 1), (run.GetProperty("status").GetString(), run.GetProperty("result").GetProperty("raised").GetInt32()));
        Assert.StartsWith("api/", run.GetProperty("worker").GetString(), StringComparison.Ordinal);

        // The slot is taken, by this replica or another one.
        Assert.False(await Watch.RunOnceAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Where_an_extractor_looks_or_none_ever_ran_the_API_does_not()
    {
        await DieAsync("lost", minutesAgo: 3);
        Assert.False(await Watch.RunOnceAsync(CancellationToken.None));

        await ScheduleAsync();
        await ExecuteAsync("""
            insert into heimdall.task_runs (id, task, due_at, requested_by, status, completed_at)
            select heimdall.uuid_v7(), 'alert_check', date_trunc('minute', now()) + minute * interval '1 minute', 'schedule', 'success', now()
            from generate_series(-2, 2) minute
            """);
        Assert.False(await Watch.RunOnceAsync(CancellationToken.None));
        Assert.Empty((await Api.Admin.GetAsync("/api/v1/alerts")).Expect(200).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Where_no_extractor_ever_ran_it_looks_as_soon_as_work_waits_for_too_long_and_until_that_is_over()
    {
        await _fixture.Ledger.CompleteSessionAsync();
        Assert.False(await Watch.RunOnceAsync(CancellationToken.None));

        await ExecuteAsync("update heimdall.extraction_jobs set queued_at = now() - interval '3 minutes', not_before = now() - interval '3 minutes'");
        Assert.True(await Watch.RunOnceAsync(CancellationToken.None));
        var alert = Assert.Single((await Api.Admin.GetAsync("/api/v1/alerts")).Expect(200).GetProperty("items").EnumerateArray());
        Assert.Equal("unannounced_jobs", alert.GetProperty("kind").GetString());
        Assert.Contains(Api.Log.Lines, line => line.Level == LogLevel.Error && line.Text.StartsWith("Alert unannounced_jobs for jobs: 1 queued jobs", StringComparison.Ordinal));

        // Nothing waits any more. The slot may have been taken by the look before.
        await ExecuteAsync("delete from heimdall.extraction_jobs; delete from heimdall.task_runs");
        Assert.True(await Watch.RunOnceAsync(CancellationToken.None));
        Assert.Empty((await Api.Admin.GetAsync("/api/v1/alerts")).Expect(200).GetProperty("items").EnumerateArray());
        await ExecuteAsync("delete from heimdall.task_runs");
        Assert.False(await Watch.RunOnceAsync(CancellationToken.None));
    }

    [Fact]
    public async Task It_looks_with_the_limits_of_the_extractors()
    {
        await ScheduleAsync();
        await DieAsync("lost", minutesAgo: 3);
        var patient = AlertLimits.Default with { WorkerSilentAfter = TimeSpan.FromHours(1) };
        var run = await Api.Services.GetRequiredService<TaskRunStore>().StartDueAsync(
            TaskName.AlertCheck, DateTimeOffset.UnixEpoch, patient, "lost", TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.NotNull(run);

        Assert.True(await Watch.RunOnceAsync(CancellationToken.None));
        Assert.Empty((await Api.Admin.GetAsync("/api/v1/alerts")).Expect(200).GetProperty("items").EnumerateArray());
    }

    private Task ScheduleAsync() => Api.Services.GetRequiredService<ScheduleStore>().RegisterAsync(
        [(TaskName.AlertCheck, TimeSpan.FromMinutes(1))], CancellationToken.None);

    private Task DieAsync(string worker, int minutesAgo) => ExecuteAsync($"""
        insert into heimdall.workers (id, host, process_id, version, slots, started_at, seen_at)
        values ('{worker}', 'host', 1, 'test', 2, now() - interval '1 day', now() - interval '{minutesAgo} minutes')
        """);

    private async Task ExecuteAsync(string statement)
    {
        await using var command = _fixture.Database.Source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<IReadOnlyList<JsonElement>> RunsAsync() =>
        [.. (await Api.Admin.GetAsync("/api/v1/tasks?task=alert_check")).Expect(200).GetProperty("items").EnumerateArray()];
}
