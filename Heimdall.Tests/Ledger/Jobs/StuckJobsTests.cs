using Dapper;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.Jobs;

public sealed class StuckJobsTests : IAsyncLifetime
{
    private static readonly TimeSpan ThreeHours = TimeSpan.FromHours(3);

    private readonly TestDatabase _database = new();

    private LedgerScenario Scenario => new(_database.Source);

    private StuckJobs Stuck => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_renewal_without_progress_is_no_progress()
    {
        await Scenario.CompleteSessionAsync();
        var job = await Scenario.ClaimOneAsync("w1");
        await RenewAsync(job, 40);
        await NoProgressForAsync("4 hours");
        await RenewAsync(job, 40);
        await RenewAsync(job, 39);

        var stuck = Assert.Single(await Stuck.FindAsync(ThreeHours, 10, CancellationToken.None));
        Assert.Equal((job.Id, "w1", job.LeaseToken, 40), (stuck.Id, stuck.Worker, stuck.Token, stuck.Progress));
        Assert.InRange(stuck.IdleSeconds, 4 * 3600, (4 * 3600) + 60);

        await RenewAsync(job, 41);
        Assert.Empty(await Stuck.FindAsync(ThreeHours, 10, CancellationToken.None));
    }

    [Fact]
    public async Task Who_waits_for_room_that_others_have_is_not_stuck()
    {
        await Scenario.CompleteSessionAsync();
        var job = await Scenario.ClaimOneAsync();
        await NoProgressForAsync("4 hours");
        var stuck = Assert.Single(await Stuck.FindAsync(ThreeHours, 10, CancellationToken.None));

        await Scenario.Queue.RenewAsync([new LeaseRenewal(job.Lease, 0, IsWaiting: true)], LedgerScenario.LeaseDuration, CancellationToken.None);

        Assert.Empty(await Stuck.FindAsync(ThreeHours, 10, CancellationToken.None));
        Assert.False(await Stuck.FailAsync(stuck, ThreeHours, CancellationToken.None));
    }

    [Fact]
    public async Task A_dead_lease_is_the_rescuers_and_a_short_rest_is_none()
    {
        await Scenario.CompleteSessionAsync();
        await Scenario.ClaimOneAsync();
        await NoProgressForAsync("2 hours");
        Assert.Empty(await Stuck.FindAsync(ThreeHours, 10, CancellationToken.None));
        await NoProgressForAsync("4 hours");
        await ExecuteAsync("update heimdall.extraction_jobs set lease_expires_at = now() - interval '1 second'");
        Assert.Empty(await Stuck.FindAsync(ThreeHours, 10, CancellationToken.None));
    }

    [Fact]
    public async Task A_job_that_is_failed_for_it_fails_with_a_timeout_and_its_worker_changes_nothing_any_more()
    {
        var session = await Scenario.CompleteSessionAsync();
        var job = await Scenario.ClaimOneAsync();
        await NoProgressForAsync("4 hours");
        var stuck = Assert.Single(await Stuck.FindAsync(ThreeHours, 10, CancellationToken.None));

        Assert.True(await Stuck.FailAsync(stuck, ThreeHours, CancellationToken.None));
        Assert.False(await Stuck.FailAsync(stuck, ThreeHours, CancellationToken.None));

        await Assert.ThrowsAsync<LeaseLostException>(() => Scenario.SettleAsync(job));
        var failed = await Scenario.Jobs.FindAsync(job.Id, CancellationToken.None);
        Assert.Equal(
            (JobStatus.Failed, JobErrorKind.Timeout, "Extraction timeout (no updates for 3+ hours)"), (failed?.Status, failed?.ErrorKind, failed?.ErrorMessage));
        Assert.Equal("failed", Assert.Single(await Scenario.Jobs.ListAttemptsAsync(job.Id, CancellationToken.None)).Outcome);
        Assert.True((await Scenario.Features.FindAsync(session.Id, LedgerScenario.RfIq, CancellationToken.None))?.ExtractionFailed);
        Assert.Equal(1, (await Scenario.StatisticsAsync()).Failed);
    }

    [Fact]
    public async Task A_job_that_moved_in_the_meantime_is_not_failed()
    {
        await Scenario.CompleteSessionAsync();
        var job = await Scenario.ClaimOneAsync();
        await NoProgressForAsync("4 hours");
        var stuck = Assert.Single(await Stuck.FindAsync(ThreeHours, 10, CancellationToken.None));
        await RenewAsync(job, 50);
        Assert.False(await Stuck.FailAsync(stuck, ThreeHours, CancellationToken.None));
        await Scenario.SettleAsync(job);
    }

    private Task<IReadOnlySet<Guid>> RenewAsync(ClaimedJob job, int progress) =>
        Scenario.Queue.RenewAsync([new LeaseRenewal(job.Lease, progress)], LedgerScenario.LeaseDuration, CancellationToken.None);

    private Task NoProgressForAsync(string interval) =>
        ExecuteAsync($"update heimdall.extraction_jobs set progressed_at = now() - interval '{interval}', lease_expires_at = now() + interval '1 minute'");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }
}
