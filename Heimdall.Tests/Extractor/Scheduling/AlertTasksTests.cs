using Heimdall.Extractor.Scheduling;
using Heimdall.Ledger.Alerts;
using Heimdall.Ledger.Tasks;

namespace Heimdall.Tests.Extractor.Scheduling;

/// <summary>The checks as the clock runs them, in a worker that is put together as the program does it.</summary>
public sealed class AlertTasksTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly WorkerScenario _scenario = new();

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task A_dead_worker_is_an_error_in_the_log_once()
    {
        await _scenario.ExecuteAsync("""
            insert into heimdall.workers (id, host, process_id, version, slots, seen_at) values ('lost', 'h', 1, 'v', 1, now() - interval '1 hour')
            """);
        await using var worker = _scenario.NewWorker();
        await RunAsync<AlertCheck>(worker, Now);
        Assert.Equal("""{"raised": 1, "resolved": 0}""", await LastResultAsync(TaskName.AlertCheck));
        await RunAsync<AlertCheck>(worker, Now.AddMinutes(1));
        Assert.Equal("""{"raised": 0, "resolved": 0}""", await LastResultAsync(TaskName.AlertCheck));
        Assert.Single(worker.Log.Lines, line => line.Text.StartsWith("Alert dead_worker for lost: Worker lost was last seen at", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stuck_extraction_raises_an_alert_that_ends_with_it_and_is_not_failed_unasked()
    {
        var session = await _scenario.CompleteSessionAsync(TestRecording.Tone());
        await _scenario.Ledger.ClaimOneAsync("w1");
        await _scenario.ExecuteAsync("update heimdall.extraction_jobs set progressed_at = now() - interval '4 hours'");
        await using var worker = _scenario.NewWorker();

        await RunAsync<StuckCheck>(worker, Now);
        Assert.Equal("""{"stuck": 1, "failed": 0}""", await LastResultAsync(TaskName.StuckCheck));
        Assert.Contains(worker.Log.Lines, line => line.Text.StartsWith($"Alert stuck_extraction for job/{session.FeatureExtractionTaskId}", StringComparison.Ordinal));
        Assert.Equal("extracting", (await _scenario.JobOfAsync(session)).Status);

        await _scenario.ExecuteAsync("update heimdall.extraction_jobs set progressed_at = now()");
        await RunAsync<StuckCheck>(worker, Now.AddMinutes(30));
        Assert.Empty((await worker.Get<AlertStore>().ListAsync(true, null, null, 10, CancellationToken.None)).Items);
    }

    private static Task<bool> RunAsync<TTask>(TestWorker worker, DateTimeOffset at)
        where TTask : IScheduledTask =>
        worker.Get<TaskRunner>().RunDueAsync(worker.Get<TTask>(), at, CancellationToken.None);

    private Task<string?> LastResultAsync(string task) =>
        _scenario.QueryAsync<string>($"select result::text from heimdall.task_runs where task = '{task}' order by due_at desc limit 1");
}
