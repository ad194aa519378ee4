using Dapper;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Sessions;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.Jobs;

public sealed class JobQueueTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    private LedgerScenario Scenario => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Completing_a_session_queues_one_job_and_again_answers_with_the_same()
    {
        var session = await Scenario.StartSessionAsync();
        var endings = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Scenario.CompleteAsync(session.Id)));

        var id = Assert.Single(endings.Select(ending => ending.FeatureExtractionTaskId).Distinct());
        var job = Assert.Single((await Scenario.Jobs.ListAsync(new JobFilter(), null, 10, CancellationToken.None)).Items);
        Assert.Equal(id, job.Id);
        Assert.Equal(("queued", "live", 7), (job.Status, job.Lane, job.Id.Version));
    }

    [Fact]
    public async Task A_session_without_recordings_has_no_job()
    {
        var session = await Scenario.CompleteSessionAsync(receivers: 0);
        Assert.Null(session.FeatureExtractionTaskId);
        Assert.Empty((await Scenario.Jobs.ListAsync(new JobFilter(), null, 10, CancellationToken.None)).Items);
    }

    [Fact]
    public async Task Workers_that_claim_together_never_get_the_same_job()
    {
        for (var i = 0; i < 30; i++)
        {
            await Scenario.CompleteSessionAsync(receivers: 1);
        }

        var claims = await Task.WhenAll(Enumerable.Range(0, 12).Select(worker =>
            Scenario.Queue.ClaimAsync($"w{worker}", 5, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None)));

        var ids = claims.SelectMany(jobs => jobs).Select(job => job.Id).ToList();
        Assert.Equal(30, ids.Count);
        Assert.Equal(30, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_claimed_job_brings_its_own_session_s_recordings()
    {
        for (var receivers = 1; receivers <= 3; receivers++)
        {
            await Scenario.CompleteSessionAsync(receivers);
        }

        var earlier = await Scenario.ClaimOneAsync();
        var jobs = await Scenario.Queue.ClaimAsync("worker", 5, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None);
        Assert.Equal(2, jobs.Count);
        foreach (var job in jobs.Append(earlier))
        {
            var recorded = await Scenario.Measurements.ListAsync(job.RecordingSessionId, CancellationToken.None);
            Assert.Equal(recorded.Select(recording => recording.Id), job.Recordings.Select(recording => recording.Id));
        }
    }

    [Fact]
    public async Task Another_s_session_is_not_completed_and_not_shown()
    {
        var session = await Scenario.StartSessionAsync();
        Assert.IsType<SessionEnding.NotFound>(await Scenario.Sessions.CompleteAsync(session.Id, "somebody", "somebody", null, CancellationToken.None));
        Assert.Empty(await Scenario.Queue.ClaimAsync("worker", 5, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None));

        var mine = Assert.IsType<SessionEnding.Ended>(await Scenario.Sessions.CompleteAsync(session.Id, "tester", "tester", null, CancellationToken.None));
        var again = Assert.IsType<SessionEnding.Ended>(await Scenario.Sessions.CompleteAsync(session.Id, "tester", "tester", null, CancellationToken.None));
        Assert.Equal((true, false), (mine.IsNew, again.IsNew));
    }

    [Fact]
    public async Task A_worker_claims_only_what_it_can_compute()
    {
        await Scenario.CompleteSessionAsync();
        Assert.Empty(await Scenario.Queue.ClaimAsync("w", 5, [new FeatureSetId("rf.iq", 2)], LedgerScenario.LeaseDuration, CancellationToken.None));
    }

    [Fact]
    public async Task Live_work_comes_before_backfill_then_priority_then_age()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add((await Scenario.CompleteSessionAsync()).FeatureExtractionTaskId!.Value);
        }

        await ExecuteAsync("update heimdall.extraction_jobs set lane = 'backfill', priority = 100 where id = @id", new { id = ids[0] });
        await ExecuteAsync("update heimdall.extraction_jobs set priority = 5 where id = @id", new { id = ids[3] });
        var claimed = await Scenario.Queue.ClaimAsync("w", 10, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None);

        Assert.Equal([ids[3], ids[1], ids[2], ids[0]], claimed.Select(job => job.Id));
    }

    /// <summary>NUL, and a pair of surrogates that the column's limit cuts in two.</summary>
    public static TheoryData<string> Unfit { get; } = ["a chunk named '\0\0\0\0'", new string('x', 3998) + "\U0001F4E1 and more"];

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task A_message_with_what_a_text_cannot_hold_keeps_no_result_from_being_stored(string message)
    {
        await Scenario.CompleteSessionAsync(receivers: 2);
        var job = await Scenario.ClaimOneAsync();
        var result = await Scenario.ResultAsync(job.RecordingSessionId, failed: 1, message);
        await Scenario.Queue.SettleAsync(job, result, new Dictionary<string, double>(), CancellationToken.None);

        var settled = await Scenario.Jobs.FindAsync(job.Id, CancellationToken.None);
        Assert.Equal("completed", settled?.Status);
        Assert.Contains(message[..6], settled?.Statistics?.GetProperty("errors")[0].GetProperty("error_message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_does_not_wait_for_the_foreign_keys_of_a_batch()
    {
        var session = await Scenario.CompleteSessionAsync();
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());

        // What the insert of a job takes, and a batch of many takes only after all its inserts.
        await using var batch = await _database.Source.OpenConnectionAsync();
        await using var transaction = await batch.BeginTransactionAsync();
        await batch.ExecuteAsync("select from heimdall.recording_sessions where id = @id for key share", new { session.Id }, transaction);

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        Assert.IsType<ExtractionRequestOutcome.Queued>(await Scenario.Requests.RequestAsync(session.Id, LedgerScenario.RfIq, true, "tester", null, deadline.Token));
    }

    [Fact]
    public async Task Settling_writes_every_row_and_ends_the_job()
    {
        var session = await Scenario.CompleteSessionAsync(receivers: 3);
        var job = await Scenario.ClaimOneAsync();
        await Scenario.SettleAsync(job, failed: 1);

        var settled = await Scenario.Jobs.FindAsync(job.Id, CancellationToken.None);
        Assert.Equal("completed", settled?.Status);
        Assert.Equal(100, settled?.Progress);
        Assert.Equal(3, settled?.Statistics?.GetProperty("total").GetInt32());
        Assert.Equal(1, settled?.Statistics?.GetProperty("failed").GetInt32());
        Assert.Equal("too_short", settled?.Statistics?.GetProperty("errors")[0].GetProperty("error_code").GetString());

        var features = await Scenario.Features.FindAsync(session.Id, LedgerScenario.RfIq, CancellationToken.None);
        Assert.False(features?.ExtractionFailed);
        Assert.Equal(2, features?.NumReceiversDetected);
        var receivers = await Scenario.Features.ListReceiversAsync(session.Id, LedgerScenario.RfIq, CancellationToken.None);
        Assert.Equal(["failed", "ok", "ok"], receivers.Select(receiver => receiver.Status).Order());
        var good = receivers.First(receiver => receiver.Status == "ok");
        Assert.Equal(20, good.Features?.GetProperty("snr_db").GetProperty("mean").GetDouble());
        var block = Assert.Single(await Scenario.Features.ListBlocksAsync(good.MeasurementId, LedgerScenario.RfIq, 0, 10, CancellationToken.None));
        Assert.Equal([20f, 21f, 22f, 23f, 24f], block[0].ToArray());
        Assert.True(float.IsNaN(block[1][4]));

        var attempt = Assert.Single(await Scenario.Jobs.ListAttemptsAsync(job.Id, CancellationToken.None));
        Assert.Equal(("completed", 1), (attempt.Outcome, attempt.Attempt));
        Assert.Equal(12.5, attempt.Stages?.GetProperty("extract").GetDouble());
    }

    [Fact]
    public async Task Where_every_receiver_failed_the_job_failed_and_says_why()
    {
        var session = await Scenario.CompleteSessionAsync();
        var job = await Scenario.ClaimOneAsync();
        await Scenario.SettleAsync(job, failed: 2);

        var settled = await Scenario.Jobs.FindAsync(job.Id, CancellationToken.None);
        Assert.Equal(("failed", "data"), (settled?.Status, settled?.ErrorKind));
        Assert.Contains("at least 1024 are needed", settled?.ErrorMessage, StringComparison.Ordinal);
        Assert.True((await Scenario.Features.FindAsync(session.Id, LedgerScenario.RfIq, CancellationToken.None))?.ExtractionFailed);
        Assert.Equal(new BatchReport(0, 0), await Scenario.Batches.EnqueueMissingAsync(LedgerScenario.RfIq, 10, "test", CancellationToken.None));
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_changes_nothing()
    {
        var session = await Scenario.CompleteSessionAsync();
        var late = await Scenario.ClaimOneAsync("late");
        await ExpireLeasesAsync();
        Assert.Equal([late.Id], (await Scenario.Queue.RescueAsync(10, CancellationToken.None)).Requeued.Select(job => job.Id));
        var second = await Scenario.ClaimOneAsync("second");

        Assert.True(second.LeaseToken > late.LeaseToken);
        await Assert.ThrowsAsync<LeaseLostException>(() => Scenario.SettleAsync(late));
        await Assert.ThrowsAsync<LeaseLostException>(() => Scenario.Queue.RetryAsync(late, "x", TimeSpan.Zero, CancellationToken.None));
        await Assert.ThrowsAsync<LeaseLostException>(() => Scenario.Queue.ReleaseAsync(late.Lease, CancellationToken.None));
        Assert.Empty(await Scenario.Queue.RenewAsync([new LeaseRenewal(late.Lease, 50)], LedgerScenario.LeaseDuration, CancellationToken.None));
        Assert.Null(await Scenario.Features.FindAsync(session.Id, LedgerScenario.RfIq, CancellationToken.None));

        await Scenario.SettleAsync(second);
        await Assert.ThrowsAsync<LeaseLostException>(() => Scenario.SettleAsync(late, failed: 2));
        Assert.False((await Scenario.Features.FindAsync(session.Id, LedgerScenario.RfIq, CancellationToken.None))?.ExtractionFailed);
        Assert.Equal(["lease_expired", "completed"], (await Scenario.Jobs.ListAttemptsAsync(late.Id, CancellationToken.None)).Select(attempt => attempt.Outcome));
    }

    [Fact]
    public async Task A_release_spends_no_attempt_and_a_retry_does()
    {
        await Scenario.CompleteSessionAsync();
        await Scenario.Queue.ReleaseAsync((await Scenario.ClaimOneAsync()).Lease, CancellationToken.None);
        var first = await Scenario.ClaimOneAsync();
        Assert.Equal(1, first.Attempt);
        Assert.True(await Scenario.Queue.RetryAsync(first, "the store is down", TimeSpan.Zero, CancellationToken.None));
        Assert.Equal(2, (await Scenario.ClaimOneAsync()).Attempt);
    }

    [Fact]
    public async Task A_retry_waits_for_its_time()
    {
        await Scenario.CompleteSessionAsync();
        await Scenario.Queue.RetryAsync(await Scenario.ClaimOneAsync(), "the store is down", TimeSpan.FromHours(1), CancellationToken.None);
        Assert.Empty(await Scenario.Queue.ClaimAsync("w", 1, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None));
    }

    [Fact]
    public async Task After_the_last_attempt_the_job_fails_as_infrastructure()
    {
        var session = await Scenario.CompleteSessionAsync();
        ClaimedJob job;
        do
        {
            job = await Scenario.ClaimOneAsync();
        }
        while (await Scenario.Queue.RetryAsync(job, "the store is down", TimeSpan.Zero, CancellationToken.None));

        var settled = await Scenario.Jobs.FindAsync(job.Id, CancellationToken.None);
        Assert.Equal(("failed", "infrastructure", 5), (settled?.Status, settled?.ErrorKind, settled?.Attempt));
        Assert.Equal("the store is down", (await Scenario.Features.FindAsync(session.Id, LedgerScenario.RfIq, CancellationToken.None))?.ErrorMessage);
        Assert.Equal(1, (await Scenario.StatisticsAsync()).Failed);
    }

    [Fact]
    public async Task A_forced_extraction_that_fails_for_the_worlds_sake_keeps_the_old_features()
    {
        var session = await Scenario.CompleteSessionAsync();
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());
        await Scenario.Requests.RequestAsync(session.Id, LedgerScenario.RfIq, force: true, "admin", null, CancellationToken.None);
        ClaimedJob job;
        do
        {
            job = await Scenario.ClaimOneAsync();
        }
        while (await Scenario.Queue.RetryAsync(job, "the store is down", TimeSpan.Zero, CancellationToken.None));

        Assert.False((await Scenario.Features.FindAsync(session.Id, LedgerScenario.RfIq, CancellationToken.None))?.ExtractionFailed);
        Assert.Equal(1, (await Scenario.StatisticsAsync()).RecordingsWithFeatures);
    }

    [Fact]
    public async Task A_lease_that_expires_on_the_last_attempt_fails_the_job_with_who_and_when()
    {
        await Scenario.CompleteSessionAsync();
        for (var attempt = 1; attempt < 5; attempt++)
        {
            await Scenario.ClaimOneAsync("sleepy");
            await ExpireLeasesAsync();
            Assert.Single((await Scenario.Queue.RescueAsync(10, CancellationToken.None)).Requeued);
        }

        var last = await Scenario.ClaimOneAsync("sleepy");
        await ExpireLeasesAsync();
        Assert.Equal([last.Id], (await Scenario.Queue.RescueAsync(10, CancellationToken.None)).Failed.Select(job => job.Id));

        var settled = await Scenario.Jobs.FindAsync(last.Id, CancellationToken.None);
        Assert.Equal("lease_expired", settled?.ErrorKind);
        Assert.Matches(@"^Lease expired \(worker sleepy stopped renewing at \d{4}-.*Z; attempt 5 of 5\)$", settled?.ErrorMessage);
        Assert.Equal("lease_expired", (await Scenario.Jobs.ListAttemptsAsync(last.Id, CancellationToken.None))[^1].Outcome);
    }

    [Fact]
    public async Task A_renewed_lease_is_not_rescued_and_progress_never_goes_back()
    {
        await Scenario.CompleteSessionAsync();
        var job = await Scenario.ClaimOneAsync();
        await Scenario.Queue.RenewAsync([new LeaseRenewal(job.Lease, 60)], LedgerScenario.LeaseDuration, CancellationToken.None);
        Assert.Equal([job.Id], await Scenario.Queue.RenewAsync([new LeaseRenewal(job.Lease, 40)], LedgerScenario.LeaseDuration, CancellationToken.None));

        Assert.Empty((await Scenario.Queue.RescueAsync(10, CancellationToken.None)).Requeued);
        Assert.Equal(60, (await Scenario.Jobs.FindAsync(job.Id, CancellationToken.None))?.Progress);
    }

    [Fact]
    public async Task Twenty_requests_for_one_session_make_one_job()
    {
        var session = await Scenario.CompleteSessionAsync();
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Scenario.Requests.RequestAsync(session.Id, LedgerScenario.RfIq, force: true, "admin", null, CancellationToken.None)));

        var queued = Assert.Single(outcomes.OfType<ExtractionRequestOutcome.Queued>());
        Assert.All(outcomes.OfType<ExtractionRequestOutcome.Active>(), active => Assert.Equal(queued.Job.Id, active.Job.Id));
        Assert.Equal(19, outcomes.OfType<ExtractionRequestOutcome.Active>().Count());
    }

    [Fact]
    public async Task A_finished_extraction_is_answered_with_its_job()
    {
        var session = await Scenario.CompleteSessionAsync();
        var job = await Scenario.ClaimOneAsync();
        await Scenario.SettleAsync(job);
        var outcome = await Scenario.Requests.RequestAsync(session.Id, LedgerScenario.RfIq, force: false, "tester", null, CancellationToken.None);
        Assert.Equal(job.Id, Assert.IsType<ExtractionRequestOutcome.Finished>(outcome).Job.Id);
    }

    [Fact]
    public async Task An_ended_session_never_goes_back()
    {
        var session = await Scenario.CompleteSessionAsync();
        var error = await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            ExecuteAsync("update heimdall.recording_sessions set status = 'in_progress', session_end = null where id = @id", new { id = session.Id }));
        Assert.Contains("never goes back", error.MessageText, StringComparison.Ordinal);
    }

    private Task ExpireLeasesAsync() => ExecuteAsync("update heimdall.extraction_jobs set lease_expires_at = now() - interval '1 second' where status = 'extracting'", new { });

    private async Task ExecuteAsync(string sql, object parameters)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }
}
