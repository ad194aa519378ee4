using Dapper;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.Jobs;

/// <summary>Where claims begin to look: past what is done with, and never past what waits.</summary>
public sealed class ClaimFloorsTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    private LedgerScenario Scenario => new(_database.Source);

    private ClaimFloors Floors => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_floor_rises_to_the_first_job_that_waits_and_no_further()
    {
        await PassNumbersAsync(1000);
        await Scenario.CompleteSessionAsync(receivers: 1);
        await PassNumbersAsync(1000);
        await RaiseToTheTopAsync();

        Assert.Equal(await NumberOfTheOnlyJobAsync(), await FloorAsync("live"));
        await Scenario.ClaimOneAsync();
    }

    [Fact]
    public async Task Without_anything_that_waits_it_rises_to_the_horizon_only()
    {
        await PassNumbersAsync(1000);
        Assert.Equal(1001, await Floors.RaiseAsync(700, CancellationToken.None));
        Assert.Equal(700, await FloorAsync("live"));
    }

    [Fact]
    public async Task A_job_whose_transaction_came_late_is_below_the_floor_until_the_next_look()
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        await using (var late = await connection.BeginTransactionAsync())
        {
            var session = await Scenario.CompleteSessionAsync(receivers: 1);
            await Scenario.SettleAsync(await Scenario.ClaimOneAsync());
            await connection.ExecuteAsync(
                """
                insert into heimdall.extraction_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, lane, requested_by)
                values (gen_random_uuid(), 'session', @id, @id, 'rf.iq', 1, 'live', 'test')
                """,
                new { id = session.Id },
                late);
            await PassNumbersAsync(1000);
            await RaiseToTheTopAsync();
            await late.CommitAsync();
        }

        Assert.Empty(await ClaimAsync());
        await RaiseToTheTopAsync();
        Assert.Single(await ClaimAsync());
    }

    [Fact]
    public async Task A_job_that_is_given_back_keeps_its_age_and_is_claimed_at_once()
    {
        await Scenario.CompleteSessionAsync(receivers: 1);
        var first = await Scenario.ClaimOneAsync();
        await Scenario.CompleteSessionAsync(receivers: 1);
        await PassNumbersAsync(1000);
        var second = await Scenario.ClaimOneAsync();
        await RaiseToTheTopAsync();

        await Scenario.Queue.ReleaseAsync(second.Lease, CancellationToken.None);
        await Scenario.Queue.ReleaseAsync(first.Lease, CancellationToken.None);

        Assert.Equal([first.Id, second.Id], (await ClaimAsync()).Select(job => job.Id));
    }

    [Fact]
    public async Task What_waits_for_its_time_is_in_no_floors_way_and_is_claimed_when_it_has_come()
    {
        await Scenario.CompleteSessionAsync(receivers: 1);
        var retried = await Scenario.ClaimOneAsync();
        await Scenario.Queue.RetryAsync(retried, "the store is down", TimeSpan.FromHours(1), CancellationToken.None);
        await PassNumbersAsync(1000);
        await RaiseToTheTopAsync();
        Assert.Equal(1002, await FloorAsync("live"));
        Assert.Empty(await ClaimAsync());

        // What only the clock would do: no trigger sees it.
        await ExecuteAsync(
            """
            alter table heimdall.extraction_jobs disable trigger user;
            update heimdall.extraction_jobs set not_before = now();
            alter table heimdall.extraction_jobs enable trigger user;
            """);
        Assert.Equal(retried.Id, Assert.Single(await ClaimAsync()).Id);
    }

    [Fact]
    public async Task A_priority_that_nobody_ever_used_is_seen_at_once_and_comes_first()
    {
        await Scenario.CompleteSessionAsync(receivers: 1);
        var urgent = (await Scenario.CompleteSessionAsync(receivers: 1)).FeatureExtractionTaskId;
        await ExecuteAsync($"update heimdall.extraction_jobs set priority = 37 where id = '{urgent}'");
        Assert.Equal(urgent, (await ClaimAsync())[0].Id);
    }

    [Fact]
    public async Task Renewing_leases_leaves_the_coverage_alone()
    {
        await Scenario.CompleteSessionAsync(receivers: 1);
        var job = await Scenario.ClaimOneAsync();
        await ExecuteAsync("create function fail() returns trigger language plpgsql as $$ begin raise exception 'touched'; end $$; create trigger fail before update on heimdall.coverage for each statement execute function fail()");

        Assert.Single(await Scenario.Queue.RenewAsync([new LeaseRenewal(job.Lease, 50)], LedgerScenario.LeaseDuration, CancellationToken.None));
    }

    private Task<IReadOnlyList<ClaimedJob>> ClaimAsync() =>
        Scenario.Queue.ClaimAsync("w", 10, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None);

    // A horizon is a number that an earlier look saw.
    private async Task RaiseToTheTopAsync() =>
        await Floors.RaiseAsync(await Floors.RaiseAsync(0, CancellationToken.None), CancellationToken.None);

    private Task PassNumbersAsync(int numbers) => ExecuteAsync($"select max(nextval('heimdall.job_order')) from generate_series(1, {numbers})");

    private async Task<long> FloorAsync(string lane) => await QueryAsync($"select floor from heimdall.job_bands where lane = '{lane}' and priority = 0");

    private Task<long> NumberOfTheOnlyJobAsync() => QueryAsync("select ready_seq from heimdall.extraction_jobs");

    private async Task<long> QueryAsync(string sql)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(sql);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }
}
