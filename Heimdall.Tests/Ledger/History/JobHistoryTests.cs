using Dapper;
using Heimdall.Ledger.History;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.History;

/// <summary>The history is that of a full count of the jobs, whatever was compacted meanwhile, and stays when their rows go.</summary>
public sealed class JobHistoryTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    private LedgerScenario Scenario => new(_database.Source);

    private JobHistory History => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Without_any_job_every_step_is_zero()
    {
        foreach (var window in HistoryWindow.All)
        {
            var report = await History.ReadAsync(window, null, CancellationToken.None);
            Assert.Equal(window.Steps, report.At.Count);
            Assert.All(report.At, at => Assert.Equal(0, (at - DateTimeOffset.UnixEpoch).Ticks % window.Step.Ticks));
            Assert.InRange(TimeProvider.System.GetUtcNow(), report.At[^1].AddMinutes(-1), report.At[^1] + window.Step + TimeSpan.FromMinutes(1));
            Assert.All([report.Completed, report.Failed, report.Cancelled, report.Queued, report.LiveBacklog, report.BackfillBacklog], list => Assert.Equal(new long[window.Steps], list));
            Assert.All(report.Run, step => Assert.Null(step.QuantileMs(0.5)));
        }
    }

    [Fact]
    public async Task What_is_queued_and_ends_is_counted_as_a_full_count_does_and_pruning_takes_nothing_away()
    {
        for (var i = 0; i < 6; i++)
        {
            await Scenario.CompleteSessionAsync();
        }

        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync(), failed: 2);
        await new JobCancellations(_database.Source).CancelAsync((await Scenario.ClaimOneAsync()).Id, "bob", CancellationToken.None);
        await AssertEqualToAFullCountAsync(completed: 2, failed: 1, cancelled: 1, queued: 6, backlog: 2);

        Assert.True(await History.CompactAsync(CancellationToken.None) > 4);
        await AssertEqualToAFullCountAsync(completed: 2, failed: 1, cancelled: 1, queued: 6, backlog: 2);
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());
        await AssertEqualToAFullCountAsync(completed: 3, failed: 1, cancelled: 1, queued: 6, backlog: 1);
        await History.CompactAsync(CancellationToken.None);
        Assert.Equal(0, await History.CompactAsync(CancellationToken.None));

        var before = await History.ReadAsync(HistoryWindow.Day, null, CancellationToken.None);
        Assert.Equal(4, before.Run.Sum(step => step.Count));
        await ExecuteAsync("delete from heimdall.finished_jobs");
        var after = await History.ReadAsync(HistoryWindow.Day, null, CancellationToken.None);
        Assert.Equal((3L, 1L, 1L, 6L, 1L), (after.Completed.Sum(), after.Failed.Sum(), after.Cancelled.Sum(), after.Queued.Sum(), after.LiveBacklog[^1]));
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
                    await History.CompactAsync(CancellationToken.None);
                }
            }
        })));

        var report = await History.ReadAsync(HistoryWindow.Hour, null, CancellationToken.None);
        Assert.Equal(30, report.Completed.Sum() + report.Failed.Sum());
        Assert.Equal(30, report.Wait.Sum(step => step.Count));
        Assert.Equal(30, report.Run.Sum(step => step.Count));
        Assert.Equal(0, report.LiveBacklog[^1]);
    }

    [Fact]
    public async Task The_backlog_of_the_past_follows_from_that_of_now()
    {
        await Scenario.CompleteSessionAsync();

        // Four were queued two hours ago and one since; three ended an hour ago, before this database was looked at for the first time.
        await ExecuteAsync("""
            insert into heimdall.job_history (at, feature_set, lane, outcome, jobs) values
              (date_bin('1 minute', now() - interval '5 hours', 'epoch'), 'rf.iq', 'live', 'queued', 3),
              (date_bin('1 minute', now() - interval '3 hours', 'epoch'), 'rf.iq', 'live', 'completed', 2),
              (date_bin('1 minute', now() - interval '2 hours', 'epoch'), 'rf.iq', 'live', 'failed', 1),
              (date_bin('1 minute', now() - interval '4 hours', 'epoch'), 'rf.iq', 'backfill', 'queued', 7),
              (date_bin('1 minute', now() - interval '1 hour', 'epoch'), 'rf.iq', 'backfill', 'cancelled', 7);
            """);
        for (var round = 0; round < 2; round++)
        {
            var report = await History.ReadAsync(HistoryWindow.Day, null, CancellationToken.None);
            long[] At(IReadOnlyList<long> backlog) => [.. new[] { 95, 89, 85, 81, 77, 60 }.Select(step => backlog[step])];
            Assert.Equal([1, 0, 1, 3, 3, 0], At(report.LiveBacklog));
            Assert.Equal([0, 7, 7, 7, 0, 0], At(report.BackfillBacklog));
            await History.CompactAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task What_grows_old_is_kept_in_longer_steps_and_then_no_more()
    {
        // A row a minute for nine days, with a latency each.
        await ExecuteAsync("""
            insert into heimdall.job_history (at, feature_set, lane, outcome, jobs, wait_buckets, run_buckets)
            select date_bin('1 minute', now(), 'epoch') - n * interval '1 minute', 'rf.iq', 'live', 'completed', 1, '{16}', '{80}'
            from generate_series(0, 9 * 1440) n
            """);
        var before = await Task.WhenAll(HistoryWindow.All.Select(window => History.ReadAsync(window, null, CancellationToken.None)));
        await History.CompactAsync(CancellationToken.None);
        var after = await Task.WhenAll(HistoryWindow.All.Select(window => History.ReadAsync(window, null, CancellationToken.None)));
        foreach (var (raw, compacted) in before.Zip(after))
        {
            // The clock may have gone on to the next step meanwhile.
            Assert.Equal(raw.Completed.SkipLast(2).TakeLast(50), compacted.Completed.SkipLast(raw.At[0] == compacted.At[0] ? 2 : 3).TakeLast(50));
            Assert.Equal(compacted.Completed, compacted.Run.Select(step => step.Count));
        }

        await using var connection = await _database.Source.OpenConnectionAsync();
        Assert.InRange(await connection.ExecuteScalarAsync<int>("select count(*) from heimdall.job_history"), 200, 320);
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("select count(*) from heimdall.job_history where at < now() - interval '8 days 2 hours'"));
    }

    [Fact]
    public async Task Of_a_feature_set_are_its_own_jobs_and_of_none_those_of_all()
    {
        await Scenario.CompleteSessionAsync();
        await Scenario.CompleteSessionAsync();
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());
        await ExecuteAsync("""
            insert into heimdall.job_history (at, feature_set, lane, outcome, jobs, wait_buckets, wait_counts, run_buckets, run_counts) values
              (date_bin('1 minute', now(), 'epoch'), 'rf.waterfall', 'backfill', 'completed', 5, '{16}', '{5}', '{80}', '{5}');
            """);
        await AssertAsync(null, completed: 6, queued: 2, backlog: 1);
        await AssertAsync("rf.iq", completed: 1, queued: 2, backlog: 1);
        await AssertAsync("rf.waterfall", completed: 5, queued: 0, backlog: 0);

        async Task AssertAsync(string? set, long completed, long queued, long backlog)
        {
            var report = await History.ReadAsync(HistoryWindow.Day, set, CancellationToken.None);
            Assert.Equal((completed, queued, backlog), (report.Completed.Sum(), report.Queued.Sum(), report.LiveBacklog[^1]));
            Assert.Equal((completed, completed), (report.Run.Sum(step => step.Count), report.Wait.Sum(step => step.Count)));
        }
    }

    [Fact]
    public async Task Latencies_are_within_nine_percent()
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        double[] milliseconds = [.. Enumerable.Range(1, 1000).Select(n => 0.3 * Math.Pow(1.012, n))];
        var histogram = new LatencyHistogram();
        foreach (var bucket in await connection.QueryAsync<int>("select heimdall.latency_bucket(ms)::integer from unnest(@milliseconds) ms", new { milliseconds }))
        {
            histogram.Add(bucket, 1);
        }

        foreach (var share in new[] { 0.01, 0.25, 0.5, 0.95, 0.99 })
        {
            Assert.InRange(Assert.NotNull(histogram.QuantileMs(share)) / milliseconds[(int)(share * 1000) - 1], 1 / 1.09, 1.09);
        }
    }

    private async Task AssertEqualToAFullCountAsync(long completed, long failed, long cancelled, long queued, long backlog)
    {
        var report = await History.ReadAsync(HistoryWindow.Day, null, CancellationToken.None);
        var full = (await History.RecountAsync(report.At[0], CancellationToken.None)).ToDictionary(total => (total.Outcome, total.Lane), total => total.Jobs);
        Assert.Equal((completed, failed, cancelled, queued), (full[("completed", "live")], full[("failed", "live")], full[("cancelled", "live")], full[("queued", "live")]));
        Assert.Equal((completed, failed, cancelled, queued), (report.Completed.Sum(), report.Failed.Sum(), report.Cancelled.Sum(), report.Queued.Sum()));
        Assert.Equal(backlog, report.LiveBacklog[^1]);
        Assert.Equal(0, report.LiveBacklog[0]);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }
}
