using Dapper;
using Heimdall.Ledger;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.Jobs;

/// <summary>Many jobs at once, by a filter.</summary>
public sealed class BulkJobsTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    private LedgerScenario Scenario => new(_database.Source);

    private BulkJobs Bulk => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Failed_jobs_that_match_are_retried_the_newest_first_and_the_next_call_takes_the_next()
    {
        var jobs = await FailAsync(5);
        var filter = new JobFilter(ErrorKind: JobErrorKind.Data);
        var preview = await Bulk.PreviewRetryAsync(filter, 3, CancellationToken.None);
        Assert.Equal((3, true, 5), (preview.Matching, preview.IsCapped, preview.Total));
        Assert.Equal(Enumerable.Reverse(jobs).Take(3), preview.Sample.Select(job => job.Id));
        Assert.Equal(0, await QueryAsync<long>("select count(*) from heimdall.extraction_jobs"));

        Assert.Equal(new BulkReport(3, 3, 0, true), await RetryAsync(filter, 3));
        Assert.Equal(Enumerable.Reverse(jobs).Take(3).Order(), await RetriedAsync());
        Assert.Equal(new BulkReport(2, 2, 0, false), await RetryAsync(filter, 3));
        Assert.Equal(jobs.Order(), await RetriedAsync());
        Assert.Equal(new BulkReport(0, 0, 0, false), await RetryAsync(filter, 3));
        Assert.Equal(5, (await Scenario.StatisticsAsync()).Queued);

        var detail = await QueryAsync<string>("select detail::text from heimdall.audit_log where action = 'jobs.retry' and actor = 'bob' order by id limit 1");
        Assert.Contains("\"changed\": 3", detail, StringComparison.Ordinal);
        Assert.Contains("\"error_kind\": \"data\"", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_is_the_last_word_on_its_recording_is_retried()
    {
        var jobs = await FailAsync(2);
        await RetryAsync(new JobFilter(ErrorKind: JobErrorKind.Data), 1);
        await Scenario.SettleAsync(await Scenario.ClaimOneAsync());

        // The newest was retried and completed; of the two that failed, one is left.
        var preview = await Bulk.PreviewRetryAsync(new JobFilter(FeatureSet: "rf.iq"), 10, CancellationToken.None);
        Assert.Equal([jobs[0]], preview.Sample.Select(job => job.Id));
    }

    [Theory]
    [InlineData("session")]
    [InlineData("station")]
    [InlineData("time")]
    [InlineData("version")]
    [InlineData("lane")]
    public async Task Every_field_of_the_filter_counts(string field)
    {
        var jobs = await FailAsync(3);
        var asked = (await Scenario.Jobs.FindAsync(jobs[1], CancellationToken.None))!;
        await using var connection = await _database.Source.OpenConnectionAsync();
        var filter = field switch
        {
            "session" => new JobFilter(SessionId: asked.SubjectId),
            "station" => new JobFilter(StationId: await connection.ExecuteScalarAsync<Guid>(
                "select websdr_station_id from heimdall.measurements where recording_session_id = @id limit 1", new { id = asked.SubjectId })),
            "time" => new JobFilter(From: asked.QueuedAt, To: (await Scenario.Jobs.FindAsync(jobs[2], CancellationToken.None))!.QueuedAt),
            "version" => new JobFilter(OlderVersionThan: 2, SessionId: asked.SubjectId),
            _ => new JobFilter(Lane: "live", SessionId: asked.SubjectId),
        };

        Assert.Equal([asked.Id], (await Bulk.PreviewRetryAsync(filter, 10, CancellationToken.None)).Sample.Select(job => job.Id));
        Assert.Equal([asked.Id], (await Scenario.Jobs.ListAsync(filter, null, 10, CancellationToken.None)).Items.Select(job => job.Id));
        Assert.Equal(new BulkReport(1, 1, 0, false), await RetryAsync(filter, 10));
        Assert.Equal(new BulkReport(1, 1, 0, false), await Bulk.CancelAsync(filter with { From = null, To = null, SessionId = asked.SubjectId }, 10, "bob", CancellationToken.None));
    }

    [Fact]
    public async Task Cancelled_jobs_are_retried_only_where_the_filter_says_so()
    {
        await Scenario.CompleteSessionAsync();
        Assert.Equal(new BulkReport(1, 1, 0, false), await Bulk.CancelAsync(new JobFilter(Lane: "live"), 10, "bob", CancellationToken.None));
        Assert.Equal(0, (await Bulk.PreviewRetryAsync(new JobFilter(Lane: "live"), 10, CancellationToken.None)).Matching);
        Assert.Equal(1, (await Bulk.PreviewRetryAsync(new JobFilter(ErrorKind: JobErrorKind.Cancelled), 10, CancellationToken.None)).Matching);
        Assert.Equal(new BulkReport(1, 1, 0, false), await RetryAsync(new JobFilter(Status: JobStatus.Cancelled), 10));
    }

    [Fact]
    public async Task Cancelling_takes_what_waits_and_what_is_worked_on_but_not_what_is_being_settled()
    {
        for (var i = 0; i < 3; i++)
        {
            await Scenario.CompleteSessionAsync();
        }

        var settling = await Scenario.ClaimOneAsync();
        var working = await Scenario.ClaimOneAsync();
        await using var connection = await _database.Source.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await connection.ExecuteAsync("select heimdall.hold_lease(@id, @token)", new { id = settling.Id, token = settling.LeaseToken }, transaction);
            Assert.Equal(new BulkReport(3, 2, 1, false), await Bulk.CancelAsync(new JobFilter(FeatureSet: "rf.iq"), 10, "bob", CancellationToken.None));
        }

        await Scenario.SettleAsync(settling);
        await Assert.ThrowsAsync<LeaseLostException>(() => Scenario.SettleAsync(working));
        var statistics = await Scenario.StatisticsAsync();
        Assert.Equal((1, 2), (statistics.RecordingsWithFeatures, statistics.Failed));
    }

    [Fact]
    public async Task What_was_begun_since_it_was_found_waiting_is_not_cancelled_with_what_waits()
    {
        await Scenario.CompleteSessionAsync();
        var begun = await Scenario.ClaimOneAsync();
        await using var connection = await _database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        Assert.Equal(0, await JobCancellations.CancelAsync(transaction, [begun.Id], JobStatus.Queued, "bob", CancellationToken.None));
        Assert.Equal(1, await JobCancellations.CancelAsync(transaction, [begun.Id], JobStatus.Extracting, "bob", CancellationToken.None));
    }

    [Fact]
    public async Task An_owner_reaches_only_the_jobs_of_own_sessions()
    {
        await FailAsync(1);
        Assert.Equal(0, (await RetryAsync(new JobFilter(ErrorKind: JobErrorKind.Data, SessionOwner: "somebody else"), 10)).Matching);
        Assert.Equal(1, (await RetryAsync(new JobFilter(ErrorKind: JobErrorKind.Data, SessionOwner: "tester"), 10)).Changed);
        Assert.Equal(0, (await Bulk.CancelAsync(new JobFilter(Lane: "live", SessionOwner: "somebody else"), 10, "bob", CancellationToken.None)).Matching);
    }

    [Fact]
    public async Task Two_who_retry_the_same_at_the_same_moment_make_each_job_once()
    {
        await FailAsync(20);
        var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RetryAsync(new JobFilter(ErrorKind: JobErrorKind.Data), 100)));
        Assert.Equal(20, reports.Sum(report => report.Changed));
        Assert.Equal(20, await QueryAsync<long>("select count(*) from heimdall.extraction_jobs"));
    }

    [Fact]
    public async Task What_waits_for_its_next_attempt_is_made_due_once_with_its_attempts_counted_and_told_of()
    {
        var jobs = await WaitAsync(4);
        await ExecuteAsync($"update heimdall.extraction_jobs set not_before = 'infinity' where id = '{jobs[0]}'; update heimdall.extraction_jobs set not_before = now() where id = '{jobs[1]}'");
        await using var listener = await _database.Source.OpenConnectionAsync();
        await listener.ExecuteAsync("listen heimdall_jobs");
        var filter = new JobFilter(Status: JobStatus.Queued);
        var preview = await Bulk.PreviewRetryAsync(filter, 10, CancellationToken.None);
        Assert.Equal([jobs[3], jobs[2]], preview.Sample.Select(job => job.Id));

        Assert.Equal(new BulkReport(2, 2, 0, false), await RetryAsync(filter, 10));

        Assert.True(await listener.WaitAsync(TimeSpan.FromSeconds(30)), "nobody was told");
        Assert.Equal(new BulkReport(0, 0, 0, false), await RetryAsync(filter, 10));
        Assert.Equal(4, await QueryAsync<long>("select count(*) from heimdall.extraction_jobs"));
        Assert.Equal("infinity", await QueryAsync<string>($"select not_before::text from heimdall.extraction_jobs where id = '{jobs[0]}'"));
        var claimed = new List<ClaimedJob> { await Scenario.ClaimOneAsync(), await Scenario.ClaimOneAsync(), await Scenario.ClaimOneAsync() };
        Assert.Equal(jobs[1..].Order(), claimed.Select(job => job.Id).Order());
        Assert.All(claimed, job => Assert.Equal(2, job.Attempt));
    }

    [Fact]
    public async Task What_is_being_changed_by_others_at_that_moment_is_skipped_and_nobody_waits()
    {
        var jobs = await WaitAsync(3);
        await using var other = await _database.Source.OpenConnectionAsync();
        await using var pausing = await other.BeginTransactionAsync();
        await other.ExecuteAsync("update heimdall.extraction_jobs set not_before = 'infinity' where id = @id", new { id = jobs[1] }, pausing);
        Assert.Equal(new BulkReport(3, 2, 1, false), await RetryAsync(new JobFilter(Status: JobStatus.Queued), 10));
        await pausing.CommitAsync();
        Assert.Equal(0, (await RetryAsync(new JobFilter(Status: JobStatus.Queued), 10)).Matching);
    }

    [Fact]
    public async Task What_a_pause_held_since_it_was_found_waiting_stays_held()
    {
        var jobs = await WaitAsync(2);
        await ExecuteAsync($"update heimdall.extraction_jobs set not_before = 'infinity' where id = '{jobs[0]}'");
        await using var connection = await _database.Source.OpenConnectionAsync();
        Assert.Equal(1, await connection.ExecuteScalarAsync<long>(SqlFile.Read("Jobs.make_jobs_due"), new { ids = jobs.ToArray() }));
        Assert.Equal("infinity", await QueryAsync<string>($"select not_before::text from heimdall.extraction_jobs where id = '{jobs[0]}'"));
    }

    [Fact]
    public async Task Of_four_that_make_the_same_due_at_the_same_moment_each_job_is_one_s()
    {
        await WaitAsync(20);
        var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RetryAsync(new JobFilter(Status: JobStatus.Queued, Lane: "live"), 100)));
        Assert.Equal(20, reports.Sum(report => report.Changed));
        Assert.Equal(20, await QueryAsync<long>("select count(distinct ready_seq) from heimdall.extraction_jobs"));
    }

    private Task<BulkReport> RetryAsync(JobFilter filter, int limit) => Bulk.RetryAsync(filter, limit, "bob", null, CancellationToken.None);

    /// <summary>Jobs whose data is bad, the oldest first.</summary>
    private async Task<List<Guid>> FailAsync(int count)
    {
        var ids = new List<Guid>();
        for (var i = 0; i < count; i++)
        {
            await Scenario.CompleteSessionAsync(receivers: 1);
            var job = await Scenario.ClaimOneAsync();
            await Scenario.SettleAsync(job, failed: 1);
            ids.Add(job.Id);
        }

        return ids;
    }

    /// <summary>Jobs whose first attempt failed by the world's fault, and that have five minutes to wait, the oldest first.</summary>
    private async Task<List<Guid>> WaitAsync(int count)
    {
        var ids = new List<Guid>();
        for (var i = 0; i < count; i++)
        {
            await Scenario.CompleteSessionAsync(receivers: 1);
            var job = await Scenario.ClaimOneAsync();
            Assert.True(await Scenario.Queue.RetryAsync(job, "the store is away", TimeSpan.FromMinutes(5), CancellationToken.None));
            ids.Add(job.Id);
        }

        return ids;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    private async Task<IEnumerable<Guid>> RetriedAsync()
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        return (await connection.QueryAsync<Guid>("select retry_of from heimdall.extraction_jobs")).Order();
    }

    private async Task<T?> QueryAsync<T>(string sql)
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql);
    }
}
