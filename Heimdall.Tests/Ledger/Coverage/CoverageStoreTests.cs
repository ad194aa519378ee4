using Dapper;
using Heimdall.Ledger.Coverage;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Sessions;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.Coverage;

public sealed class CoverageStoreTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    private LedgerScenario Scenario => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Without_sessions_everything_is_zero()
    {
        var statistics = await Scenario.StatisticsAsync();
        Assert.Equal(new CoverageStatistics(0, 0, 0, 0, 0, 0, 0), statistics);
        Assert.Equal(0.0, statistics.CoveragePercent);
    }

    [Fact]
    public async Task Only_completed_sessions_with_a_recording_count()
    {
        await Scenario.StartSessionAsync();
        await Scenario.CompleteSessionAsync(receivers: 0);
        var failed = await Scenario.StartSessionAsync();
        await Scenario.Sessions.FailAsync(failed.Id, "antenna fell down", CancellationToken.None);
        await Scenario.CompleteSessionAsync(receivers: 3);

        Assert.Equal(new CoverageStatistics(1, 3, 0, 1, 0, 0, 0), await Scenario.StatisticsAsync());
    }

    [Fact]
    public async Task Every_step_of_a_job_moves_its_recording_from_one_state_to_the_next()
    {
        for (var i = 0; i < 5; i++)
        {
            await Scenario.CompleteSessionAsync();
        }

        Assert.Equal(new CoverageStatistics(5, 10, 0, 5, 0, 0, 0), await Scenario.StatisticsAsync());

        var good = await Scenario.ClaimOneAsync();
        var bad = await Scenario.ClaimOneAsync();
        var released = await Scenario.ClaimOneAsync();
        var retried = await Scenario.ClaimOneAsync();
        Assert.Equal(new CoverageStatistics(5, 10, 0, 1, 4, 0, 0), await Scenario.StatisticsAsync());

        await Scenario.SettleAsync(good);
        await Scenario.SettleAsync(bad, failed: 2);
        await Scenario.Queue.ReleaseAsync(released.Lease, CancellationToken.None);
        await Scenario.Queue.RetryAsync(retried, "the store is down", TimeSpan.Zero, CancellationToken.None);
        Assert.Equal(new CoverageStatistics(5, 10, 1, 3, 0, 1, 0), await Scenario.StatisticsAsync());
    }

    [Fact]
    public async Task A_statement_that_moves_jobs_both_ways_is_followed_job_by_job()
    {
        await Scenario.CompleteSessionAsync();
        var claimed = await Scenario.ClaimOneAsync();
        var waiting = await Scenario.CompleteSessionAsync();
        await using var connection = await _database.Source.OpenConnectionAsync();

        await connection.ExecuteAsync("""
            update heimdall.extraction_jobs
            set status = case status when 'queued' then 'extracting' else 'queued' end,
                lease_owner = case status when 'queued' then 'w' end,
                lease_expires_at = case status when 'queued' then now() end
            """);

        Assert.Equal(new CoverageStatistics(2, 4, 0, 1, 1, 0, 0), await Scenario.StatisticsAsync());
        var listed = (await Scenario.Sessions.ListAsync(new SessionFilter(), null, 10, CancellationToken.None)).Items.ToDictionary(session => session.Id, session => session.FeaturesState);
        Assert.Equal((CoverageState.Queued, CoverageState.Extracting), (listed[claimed.RecordingSessionId], listed[waiting.Id]));
    }

    [Fact]
    public async Task A_recording_that_is_extracted_anew_still_has_features()
    {
        var session = await Scenario.CompleteSessionAsync();
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());
        await Scenario.Requests.RequestAsync(session.Id, LedgerScenario.RfIq, force: true, "admin", null, CancellationToken.None);

        Assert.Equal(new CoverageStatistics(1, 2, 1, 0, 0, 0, 0), await Scenario.StatisticsAsync());
    }

    [Fact]
    public async Task A_failed_recording_that_is_queued_again_is_queued()
    {
        var session = await Scenario.CompleteSessionAsync();
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync(), failed: 2);
        Assert.Equal(1, (await Scenario.StatisticsAsync()).Failed);

        await Scenario.Requests.RequestAsync(session.Id, LedgerScenario.RfIq, force: true, "admin", null, CancellationToken.None);
        Assert.Equal(new CoverageStatistics(1, 2, 0, 1, 0, 0, 0), await Scenario.StatisticsAsync());
    }

    [Fact]
    public async Task Compacting_keeps_every_count()
    {
        await Scenario.CompleteSessionAsync();
        await Scenario.CompleteSessionAsync();
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());
        var before = await Scenario.StatisticsAsync();

        Assert.True(await Scenario.Coverage.CompactAsync(CancellationToken.None) > 2);
        Assert.Equal(before, await Scenario.StatisticsAsync());
        await using var connection = await _database.Source.OpenConnectionAsync();
        Assert.Equal(2, await connection.ExecuteScalarAsync<int>("select count(*) from heimdall.coverage_counts"));
    }

    [Fact]
    public async Task Counts_stay_exact_while_many_workers_and_compactors_are_at_it()
    {
        for (var i = 0; i < 40; i++)
        {
            await Scenario.CompleteSessionAsync(receivers: 1);
        }

        var workers = Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            while ((await Scenario.Queue.ClaimAsync($"w{worker}", 3, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None)) is { Count: > 0 } jobs)
            {
                foreach (var job in jobs)
                {
                    await Scenario.SettleAsync(job, failed: worker % 2);
                    await Scenario.Coverage.CompactAsync(CancellationToken.None);
                }
            }
        }));
        await Task.WhenAll(workers);

        var statistics = await Scenario.StatisticsAsync();
        Assert.Equal(40, statistics.RecordingsWithFeatures + statistics.Failed);
    }

    [Fact]
    public async Task A_new_version_of_a_feature_set_is_missing_everywhere()
    {
        await Scenario.CompleteSessionAsync();
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());
        var store = new FeatureSetStore(_database.Source);
        await store.RegisterAsync(new(new("rf.iq", 2), ["a", "b"], "live", 0), CancellationToken.None);

        Assert.Equal(2, (await store.FindCurrentAsync("rf.iq", CancellationToken.None))?.FeatureVersion);
        Assert.Equal(1, (await Scenario.Coverage.ReadAsync(new FeatureSetId("rf.iq", 2), CancellationToken.None)).Missing);
        Assert.Equal(1, (await Scenario.StatisticsAsync()).RecordingsWithFeatures);
    }

    [Theory]
    [InlineData(145, 237, 61.18)]
    [InlineData(0, 0, 0.0)]
    [InlineData(1, 3, 33.33)]
    [InlineData(2, 3, 66.67)]
    [InlineData(7, 7, 100.0)]
    public void Coverage_is_in_percent_with_two_decimals(long with, long total, double percent) =>
        Assert.Equal(percent, new CoverageStatistics(total, total, with, 0, 0, 0, total - with).CoveragePercent);
}
