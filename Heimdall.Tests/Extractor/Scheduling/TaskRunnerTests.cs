using Heimdall.Extractor;
using Heimdall.Extractor.Scheduling;
using Heimdall.Ledger.Tasks;
using Heimdall.Ledger.Workers;
using Heimdall.Tests.Servers;
using Microsoft.Extensions.Logging;

namespace Heimdall.Tests.Extractor.Scheduling;

/// <summary>A task's run belongs to one worker for as long as that worker is there, and to another one afterwards.</summary>
public sealed class TaskRunnerTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly WorkerScenario _scenario = new();
    private readonly SlowTask _slow = new();

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task The_lease_of_a_run_is_renewed_for_as_long_as_it_takes()
    {
        await using var worker = _scenario.NewWorker();
        using var runner = Runner(worker, new ExtractionOptions { LeaseDuration = TimeSpan.FromSeconds(2), RenewInterval = TimeSpan.FromSeconds(0.2) });
        var running = runner.RunDueAsync(_slow, DateTimeOffset.UnixEpoch, CancellationToken.None);
        await _slow.Entered.WaitAsync(Deadline);
        var first = await LeaseEndAsync();

        await Eventually.HoldsAsync(async () => await LeaseEndAsync() > first.AddSeconds(3), Deadline, () => "the lease is renewed beyond its first end");

        Assert.False(await Runner(worker).RunRequestedAsync(CancellationToken.None));
        _slow.Finish();
        Assert.True(await running.WaitAsync(Deadline));
        var run = await RunAsync(worker);
        Assert.Equal((TaskRunStatus.Success, 1, worker.Id, null), (run.Status, run.Attempt, run.Worker, run.LeaseOwner));
    }

    [Fact]
    public async Task A_worker_that_shuts_down_gives_its_run_back_and_another_one_runs_it()
    {
        await using var worker = _scenario.NewWorker();
        var runner = Runner(worker);
        var running = runner.RunDueAsync(_slow, DateTimeOffset.UnixEpoch, CancellationToken.None);
        await _slow.Entered.WaitAsync(Deadline);

        await runner.StopAsync(CancellationToken.None);

        await running.WaitAsync(Deadline);
        var released = await RunAsync(worker);
        Assert.Equal((TaskRunStatus.Queued, 0, null), (released.Status, released.Attempt, released.LeaseOwner));
        _slow.Finish();
        await using var other = _scenario.NewWorker();
        Assert.True(await Runner(other).RunRequestedAsync(CancellationToken.None));
        var run = await RunAsync(worker);
        Assert.Equal((TaskRunStatus.Success, 1, other.Id), (run.Status, run.Attempt, run.Worker));
    }

    [Fact]
    public async Task A_run_whose_worker_is_gone_is_taken_over_and_the_late_one_changes_nothing()
    {
        await using var worker = _scenario.NewWorker();
        var late = await Runs(worker).StartDueAsync(SlowTask.TaskName, DateTimeOffset.UnixEpoch, new { }, "gone", TimeSpan.FromSeconds(60), CancellationToken.None);
        Assert.False(await Runner(worker).RunRequestedAsync(CancellationToken.None));
        await ExpireAsync();
        _slow.Finish();

        Assert.True(await Runner(worker).RunRequestedAsync(CancellationToken.None));

        Assert.False(await Runs(worker).RenewAsync(late!, TimeSpan.FromSeconds(60), CancellationToken.None));
        Assert.False(await Runs(worker).ReleaseAsync(late!, CancellationToken.None));
        Assert.False(await Runs(worker).FailAsync(late!, "too late", CancellationToken.None));
        var run = await RunAsync(worker);
        Assert.Equal((TaskRunStatus.Success, 2, worker.Id), (run.Status, run.Attempt, run.Worker));
    }

    [Fact]
    public async Task A_run_that_lost_its_lease_is_stopped_and_writes_nothing()
    {
        await using var worker = _scenario.NewWorker();
        using var runner = Runner(worker, new ExtractionOptions { LeaseDuration = TimeSpan.FromSeconds(60), RenewInterval = TimeSpan.FromSeconds(0.1) });
        var running = runner.RunDueAsync(_slow, DateTimeOffset.UnixEpoch, CancellationToken.None);
        await _slow.Entered.WaitAsync(Deadline);
        await _scenario.ExecuteAsync("update heimdall.task_runs set attempt = 2, lease_owner = 'another' where task = 'slow'");

        await running.WaitAsync(Deadline);

        var run = await RunAsync(worker);
        Assert.Equal((TaskRunStatus.Running, 2, "another"), (run.Status, run.Attempt, run.LeaseOwner));
        Assert.Contains(worker.Log.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains("another worker runs it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_five_workers_died_of_is_given_up()
    {
        await using var worker = _scenario.NewWorker();
        await Runs(worker).StartDueAsync(SlowTask.TaskName, DateTimeOffset.UnixEpoch, new { }, "worker 1", TimeSpan.FromSeconds(60), CancellationToken.None);
        for (var attempt = 2; attempt <= 5; attempt++)
        {
            await ExpireAsync();
            Assert.Equal(attempt, (await ClaimAsync($"worker {attempt}"))?.Attempt);
        }

        await ExpireAsync();
        Assert.Null(await ClaimAsync("worker 6"));
        var run = await RunAsync(worker);
        Assert.Equal(TaskRunStatus.Error, run.Status);
        Assert.Matches(@"^Lease expired \(worker worker 5 stopped renewing at \d{4}-.*Z; attempt 5 of 5\)$", run.Error);

        Task<TaskRun?> ClaimAsync(string name) => Runs(worker).ClaimRequestedAsync([SlowTask.TaskName], name, TimeSpan.FromSeconds(60), CancellationToken.None);
    }

    private static TaskRunStore Runs(TestWorker worker) => worker.Get<TaskRunStore>();

    private TaskRunner Runner(TestWorker worker, ExtractionOptions? options = null) => new(
        Runs(worker), [_slow], worker.Get<WorkerIdentity>(), options ?? new ExtractionOptions(), TimeProvider.System, worker.Get<ILogger<TaskRunner>>());

    private async Task<DateTime> LeaseEndAsync() => await _scenario.QueryAsync<DateTime>("select lease_expires_at from heimdall.task_runs where task = 'slow'");

    private Task ExpireAsync() => _scenario.ExecuteAsync("update heimdall.task_runs set lease_expires_at = now() - interval '1 second' where status = 'running'");

    private static async Task<TaskRun> RunAsync(TestWorker worker) =>
        Assert.Single((await Runs(worker).ListAsync(new TaskRunFilter(Task: SlowTask.TaskName), null, 10, CancellationToken.None)).Items);

    /// <summary>Takes as long as the test wants it to.</summary>
    private sealed class SlowTask : IScheduledTask
    {
        public const string TaskName = "slow";

        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        public string Name => TaskName;

        public TimeSpan Interval => TimeSpan.FromMinutes(5);

        public object DueParameters => new { };

        public void Finish() => _finish.SetResult();

        public async Task<object> RunAsync(TaskRun run, CancellationToken cancellationToken)
        {
            _entered.TrySetResult();
            await _finish.Task.WaitAsync(cancellationToken);
            return new { };
        }
    }
}
