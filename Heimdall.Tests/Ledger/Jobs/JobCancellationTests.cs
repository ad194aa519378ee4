using Dapper;
using Heimdall.Ledger.Coverage;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.Jobs;

/// <summary>A cancelled job ends at once and stays ended.</summary>
public sealed class JobCancellationTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    private LedgerScenario Scenario => new(_database.Source);

    private JobCancellations Cancellations => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_queued_job_never_starts_and_no_batch_picks_its_recording_until_a_retry_does()
    {
        var session = await Scenario.CompleteSessionAsync();
        var job = await CancelledAsync(session.FeatureExtractionTaskId!.Value);

        Assert.Equal(("cancelled", "cancelled", "Cancelled by bob"), (job.Status, job.ErrorKind, job.ErrorMessage));
        Assert.NotNull(job.CompletedAt);
        Assert.Empty(await Scenario.Queue.ClaimAsync("w", 5, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None));
        Assert.Equal(new CoverageStatistics(1, 2, 0, 0, 0, 1, 0), await Scenario.StatisticsAsync());
        Assert.Equal(new BatchReport(0, 0), await Scenario.Batches.EnqueueMissingAsync(LedgerScenario.RfIq, 10, "test", CancellationToken.None));
        Assert.Equal("Cancelled by bob", (await Scenario.Features.FindAsync(session.Id, LedgerScenario.RfIq, CancellationToken.None))?.ErrorMessage);

        Assert.IsType<JobRetryOutcome.Queued>(await new JobRetries(_database.Source).RetryAsync(job.Id, "bob", null, CancellationToken.None));
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());
        Assert.Equal(1, (await Scenario.StatisticsAsync()).RecordingsWithFeatures);
        Assert.Equal(job.Id, Assert.IsType<JobCancelOutcome.Finished>(await CancelAsync(job.Id)).Job.Id);
    }

    [Fact]
    public async Task The_worker_of_a_cancelled_job_changes_nothing_more()
    {
        var session = await Scenario.CompleteSessionAsync();
        var claimed = await Scenario.ClaimOneAsync();
        await CancelledAsync(claimed.Id);

        Assert.Empty(await Scenario.Queue.RenewAsync([new LeaseRenewal(claimed.Lease, 50)], LedgerScenario.LeaseDuration, CancellationToken.None));
        await Assert.ThrowsAsync<LeaseLostException>(() => Scenario.SettleAsync(claimed));
        await Assert.ThrowsAsync<LeaseLostException>(() => Scenario.Queue.ReleaseAsync(claimed.Lease, CancellationToken.None));

        Assert.True((await Scenario.Features.FindAsync(session.Id, LedgerScenario.RfIq, CancellationToken.None))?.ExtractionFailed);
        Assert.Equal("cancelled", Assert.Single(await Scenario.Jobs.ListAttemptsAsync(claimed.Id, CancellationToken.None)).Outcome);
        Assert.Equal(1, (await Scenario.StatisticsAsync()).Failed);
    }

    [Fact]
    public async Task Features_that_are_there_stay_when_making_them_anew_is_cancelled()
    {
        var session = await Scenario.CompleteSessionAsync();
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());
        var anew = Assert.IsType<ExtractionRequestOutcome.Queued>(
            await Scenario.Requests.RequestAsync(session.Id, LedgerScenario.RfIq, force: true, "admin", null, CancellationToken.None)).Job;

        await CancelledAsync(anew.Id);

        Assert.False((await Scenario.Features.FindAsync(session.Id, LedgerScenario.RfIq, CancellationToken.None))?.ExtractionFailed);
        Assert.Equal(1, (await Scenario.StatisticsAsync()).RecordingsWithFeatures);
    }

    [Fact]
    public async Task What_earlier_attempts_came_to_stays_as_it_was()
    {
        await Scenario.CompleteSessionAsync();
        var claimed = await Scenario.ClaimOneAsync();
        await Scenario.Queue.RetryAsync(claimed, "the store is down", TimeSpan.FromHours(1), CancellationToken.None);

        await CancelledAsync(claimed.Id);

        var attempt = Assert.Single(await Scenario.Jobs.ListAttemptsAsync(claimed.Id, CancellationToken.None));
        Assert.Equal(("retry", "the store is down"), (attempt.Outcome, attempt.ErrorMessage));
    }

    [Fact]
    public async Task Cancelling_while_a_worker_settles_has_one_outcome()
    {
        var cancelled = 0;
        for (var round = 0; round < 30; round++)
        {
            var session = await Scenario.CompleteSessionAsync(receivers: 1);
            var claimed = await Scenario.ClaimOneAsync();
            var settling = Task.Run(async () => await Record.ExceptionAsync(() => Scenario.SettleAsync(claimed)));
            var cancelling = Task.Run(() => CancelAsync(claimed.Id));
            var lost = await settling;
            var outcome = await cancelling;

            var job = await Scenario.Jobs.FindAsync(claimed.Id, CancellationToken.None);
            var attempt = Assert.Single(await Scenario.Jobs.ListAttemptsAsync(claimed.Id, CancellationToken.None));
            var features = await Scenario.Features.FindAsync(session.Id, LedgerScenario.RfIq, CancellationToken.None);
            if (outcome is JobCancelOutcome.Cancelled)
            {
                cancelled++;
                Assert.IsType<LeaseLostException>(lost);
                Assert.Equal(("cancelled", "cancelled", true), (job?.Status, attempt.Outcome, features?.ExtractionFailed));
            }
            else
            {
                Assert.IsType<JobCancelOutcome.Finished>(outcome);
                Assert.Null(lost);
                Assert.Equal(("completed", "completed", false), (job?.Status, attempt.Outcome, features?.ExtractionFailed));
            }
        }

        var statistics = await Scenario.StatisticsAsync();
        Assert.Equal((30 - cancelled, cancelled), (statistics.RecordingsWithFeatures, statistics.Failed));
        await using var connection = await _database.Source.OpenConnectionAsync();
        Assert.Equal(30, await connection.ExecuteScalarAsync<int>("select count(*) from heimdall.finished_jobs"));
        Assert.Equal(cancelled, await connection.ExecuteScalarAsync<int>("select count(*) from heimdall.audit_log where action = 'job.cancel'"));
    }

    private Task<JobCancelOutcome> CancelAsync(Guid id) => Cancellations.CancelAsync(id, "bob", CancellationToken.None);

    private async Task<Job> CancelledAsync(Guid id) => Assert.IsType<JobCancelOutcome.Cancelled>(await CancelAsync(id)).Job;
}
