using Dapper;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Tasks;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.Tasks;

/// <summary>The counts of what has ended are those of a full count, and stay when the rows go.</summary>
public sealed class TaskCountsTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    private LedgerScenario Scenario => new(_database.Source);

    private TaskCounts Counts => new(_database.Source);

    private TaskRunStore Runs => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Without_any_task_everything_is_zero()
    {
        var statistics = await ReadAsync();
        Assert.Equal(new TaskStatistics(0, 0, 0, 0), statistics);
        Assert.Equal((0.0, 0.0), (statistics.SuccessRatePercent, statistics.AverageExecutionTimeMs));
    }

    [Fact]
    public async Task Every_kind_of_end_is_counted_and_pruning_takes_nothing_away()
    {
        for (var i = 0; i < 5; i++)
        {
            await Scenario.CompleteSessionAsync();
        }

        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync(), failed: 2);
        await Scenario.Queue.RetryAsync(await Scenario.ClaimOneAsync(), "again", TimeSpan.FromHours(1), CancellationToken.None);
        await new JobCancellations(_database.Source).CancelAsync((await Scenario.ClaimOneAsync()).Id, "bob", CancellationToken.None);
        await Runs.SucceedAsync(await StartAsync(1), new { done = 1 }, CancellationToken.None);
        await Runs.FailAsync(await StartAsync(2), "no", CancellationToken.None);
        await StartAsync(3);

        var statistics = await ReadAsync();
        Assert.Equal((2, 3, 4), (statistics.Successful, statistics.Failed, statistics.Executed));
        Assert.True(statistics.AverageExecutionTimeMs > 0);
        Assert.Equal(5, await Counts.CompactAsync(CancellationToken.None) - 2);
        Assert.Equal(statistics, await ReadAsync());

        await using var connection = await _database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from heimdall.finished_jobs; delete from heimdall.task_runs");
        Assert.Equal(statistics.Total, (await Counts.ReadAsync(CancellationToken.None)).Total);
    }

    [Fact]
    public async Task Counts_stay_exact_while_many_settle_and_compact()
    {
        for (var i = 0; i < 30; i++)
        {
            await Scenario.CompleteSessionAsync(receivers: 1);
        }

        await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(async () =>
        {
            while (await Scenario.Queue.ClaimAsync($"w{worker}", 2, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None) is { Count: > 0 } jobs)
            {
                foreach (var job in jobs)
                {
                    await Scenario.SettleAsync(job, failed: worker % 2);
                    await Counts.CompactAsync(CancellationToken.None);
                }
            }
        })));

        Assert.Equal(30, (await ReadAsync()).Total);
    }

    [Theory]
    [InlineData(1498, 1523, 98.36)]
    [InlineData(0, 0, 0)]
    [InlineData(1, 3, 33.33)]
    [InlineData(2, 3, 66.67)]
    [InlineData(7, 7, 100)]
    public void The_rate_is_in_percent_with_two_decimals(long successful, long total, double percent) =>
        Assert.Equal(percent, new TaskStatistics(successful, total - successful, total, 0).SuccessRatePercent);

    /// <summary>The kept counts, which must be equal to a full count as long as nothing was pruned.</summary>
    private async Task<TaskStatistics> ReadAsync()
    {
        var kept = await Counts.ReadAsync(CancellationToken.None);
        var full = await Counts.RecountAsync(CancellationToken.None);
        Assert.Equal(full with { ExecutionMs = 0 }, kept with { ExecutionMs = 0 });
        Assert.Equal(full.ExecutionMs, kept.ExecutionMs, 0.01);
        return kept with { ExecutionMs = Math.Round(kept.ExecutionMs, 3) };
    }

    private async Task<TaskRun> StartAsync(int minute) =>
        (await Runs.StartDueAsync("some", DateTimeOffset.UnixEpoch.AddMinutes(minute), new { }, "w", LedgerScenario.LeaseDuration, CancellationToken.None))!;
}
