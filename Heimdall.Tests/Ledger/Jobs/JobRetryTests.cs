using Dapper;
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
