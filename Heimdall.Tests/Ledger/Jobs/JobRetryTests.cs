using Dapper;
using Heimdall.Ledger;
using Heimdall.Ledger.Coverage;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.Jobs;

/// <summary>What failed or was cancelled starts anew, once, because somebody asks for it.</summary>
public sealed class JobRetryTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    private LedgerScenario Scenario => new(_database.Source);

    private JobRetries Retries => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_failed_job_is_retried_in_its_lane_with_its_priority()
    {
        var failed = await FailedJobAsync("update heimdall.extraction_jobs set lane = 'backfill', priority = 7, backfill_id = gen_random_uuid()");
        Assert.Equal(1, (await Scenario.StatisticsAsync()).Failed);

        var retry = await QueuedAsync(failed.Id, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        Assert.Equal((failed.Id, "backfill", 7, "bob", "queued"), (retry.RetryOf!.Value, retry.Lane, retry.Priority, retry.RequestedBy, retry.Status));
        Assert.Equal((failed.SubjectId, failed.FeatureSet, failed.FeatureVersion), (retry.SubjectId, retry.FeatureSet, retry.FeatureVersion));
        Assert.Null(retry.BackfillId);
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c", retry.Traceparent, StringComparison.Ordinal);
        Assert.Equal(new CoverageStatistics(1, 2, 0, 1, 0, 0, 0), await Scenario.StatisticsAsync());
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());
        Assert.Equal(1, (await Scenario.StatisticsAsync()).RecordingsWithFeatures);
        Assert.Equal(1, await QueryAsync<long>("select count(*) from heimdall.audit_log where action = 'job.retry' and actor = 'bob'"));
    }

    [Fact]
    public async Task Twenty_retries_at_the_same_moment_make_one_job()
    {
        var failed = await FailedJobAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Retries.RetryAsync(failed.Id, "bob", null, CancellationToken.None)));

        var queued = Assert.Single(outcomes.OfType<JobRetryOutcome.Queued>());
        Assert.Equal(19, outcomes.OfType<JobRetryOutcome.Active>().Count(active => active.Job.Id == queued.Job.Id));
        Assert.Equal(1, await QueryAsync<long>("select count(*) from heimdall.extraction_jobs"));
        Assert.Equal(1, await QueryAsync<long>("select count(*) from heimdall.audit_log where action = 'job.retry'"));
    }

    [Fact]
    public async Task What_completed_is_not_retried_neither_what_completed_later()
    {
        var failed = await FailedJobAsync();
        var retry = await QueuedAsync(failed.Id);
        Assert.Equal(retry.Id, Assert.IsType<JobRetryOutcome.Active>(await RetryAsync(retry.Id)).Job.Id);
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());

        Assert.Equal(retry.Id, Assert.IsType<JobRetryOutcome.Completed>(await RetryAsync(retry.Id)).Job.Id);
        Assert.Equal(retry.Id, Assert.IsType<JobRetryOutcome.Completed>(await RetryAsync(failed.Id)).Job.Id);
        Assert.IsType<JobRetryOutcome.NotFound>(await RetryAsync(Guid.NewGuid()));
    }

    [Fact]
    public async Task A_retry_that_failed_is_retried_too()
    {
        var first = await FailedJobAsync();
        var second = await QueuedAsync(first.Id);
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync(), failed: 2);
        var third = await QueuedAsync(second.Id);
        Assert.Equal(second.Id, third.RetryOf);
    }

    [Fact]
    public async Task A_job_that_waits_for_its_next_attempt_is_made_due_told_of_and_written_down()
    {
        var tried = await WaitingJobAsync();
        await using var listener = await _database.Source.OpenConnectionAsync();
        await listener.ExecuteAsync("listen heimdall_jobs");
        Assert.Empty(await ClaimAsync());

        var due = Assert.IsType<JobRetryOutcome.MadeDue>(await RetryAsync(tried.Id)).Job;

        Assert.True(await listener.WaitAsync(TimeSpan.FromSeconds(30)), "nobody was told");
        Assert.Equal((tried.Id, "queued", 1), (due.Id, due.Status, due.Attempt));
        Assert.Equal(1, await QueryAsync<long>(
            "select count(*) from heimdall.audit_log where action = 'job.retry' and actor = 'bob' and (detail->>'made_due')::boolean and detail->'waited'->>'attempt' = '1'"));
        var again = await Scenario.ClaimOneAsync();
        Assert.Equal((tried.Id, 2), (again.Id, again.Attempt));
    }

    [Fact]
    public async Task What_is_made_due_comes_after_what_was_due_and_its_last_attempt_stays_the_last()
    {
        await WaitingJobAsync();
        await QueryAsync<int>("update heimdall.extraction_jobs set attempt = max_attempts - 1 returning attempt");
        var waiting = await QueryAsync<Guid>("select id from heimdall.extraction_jobs");
        var due = await Scenario.CompleteSessionAsync();

        Assert.IsType<JobRetryOutcome.MadeDue>(await RetryAsync(waiting));

        Assert.Equal(due.FeatureExtractionTaskId, (await Scenario.ClaimOneAsync()).Id);
        var last = await Scenario.ClaimOneAsync();
        Assert.Equal((waiting, last.MaxAttempts), (last.Id, last.Attempt));
        Assert.False(await Scenario.Queue.RetryAsync(last, "the store is away", TimeSpan.FromMinutes(5), CancellationToken.None));
        Assert.Equal(JobStatus.Failed, (await Scenario.Jobs.FindAsync(waiting, CancellationToken.None))?.Status);
    }

    [Fact]
    public async Task Of_twenty_that_want_it_now_one_makes_it_due()
    {
        var waiting = await WaitingJobAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RetryAsync(waiting.Id)));

        Assert.Single(outcomes.OfType<JobRetryOutcome.MadeDue>());
        Assert.Equal(19, outcomes.OfType<JobRetryOutcome.Active>().Count(active => active.Job.Id == waiting.Id));
        Assert.Equal(1, await QueryAsync<long>("select count(*) from heimdall.audit_log where action = 'job.retry'"));
    }

    [Fact]
    public async Task Who_began_before_another_made_it_due_and_comes_after_does_not_make_it_due_again()
    {
        var waiting = await WaitingJobAsync();
        await using var late = await _database.Source.OpenConnectionAsync();
        await using var began = await late.BeginTransactionAsync();
        await late.ExecuteAsync("select now()", transaction: began);

        Assert.IsType<JobRetryOutcome.MadeDue>(await RetryAsync(waiting.Id));

        Assert.Null(await late.ExecuteScalarAsync<Guid?>(SqlFile.Read("Jobs.make_due"), new { id = waiting.Id }, began));
    }

    [Theory]
    [InlineData("not_before = now()")]
    [InlineData("not_before = 'infinity'")]
    [InlineData("not_before = now() + interval '1 hour', status = 'extracting', lease_owner = 'w', lease_expires_at = now() + interval '1 hour'")]
    public async Task What_is_due_held_or_worked_on_is_left_alone(string state)
    {
        var job = await WaitingJobAsync();
        await QueryAsync<Guid>($"update heimdall.extraction_jobs set {state} returning id");
        var before = await QueryAsync<string>("select j::text from heimdall.extraction_jobs j");

        Assert.Equal(job.Id, Assert.IsType<JobRetryOutcome.Active>(await RetryAsync(job.Id)).Job.Id);

        Assert.Equal(before, await QueryAsync<string>("select j::text from heimdall.extraction_jobs j"));
        Assert.Equal(0, await QueryAsync<long>("select count(*) from heimdall.audit_log where action = 'job.retry'"));
    }

    /// <summary>One whose first attempt failed by the world's fault, and that has five minutes to wait.</summary>
    private async Task<ClaimedJob> WaitingJobAsync()
    {
        await Scenario.CompleteSessionAsync();
        var job = await Scenario.ClaimOneAsync();
        Assert.True(await Scenario.Queue.RetryAsync(job, "the store is away", TimeSpan.FromMinutes(5), CancellationToken.None));
        return job;
    }

    private Task<IReadOnlyList<ClaimedJob>> ClaimAsync() =>
        Scenario.Queue.ClaimAsync("worker", 1, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None);

    private async Task<Job> FailedJobAsync(string? before = null)
    {
        await Scenario.CompleteSessionAsync();
        if (before is not null)
        {
            await using var connection = await _database.Source.OpenConnectionAsync();
            await connection.ExecuteAsync(before);
        }

        var job = await Scenario.ClaimOneAsync();
        await Scenario.SettleAsync(job, failed: 2);
        return (await Scenario.Jobs.FindAsync(job.Id, CancellationToken.None))!;
    }

    private Task<JobRetryOutcome> RetryAsync(Guid id) => Retries.RetryAsync(id, "bob", null, CancellationToken.None);

    private async Task<Job> QueuedAsync(Guid id, string? traceparent = null) =>
        Assert.IsType<JobRetryOutcome.Queued>(await Retries.RetryAsync(id, "bob", traceparent, CancellationToken.None)).Job;

    private async Task<T?> QueryAsync<T>(string sql)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql);
    }
}
