using System.Data;
using Dapper;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Ledger.Jobs;

/// <summary>Many results in one transaction, each under its own lease.</summary>
public sealed class JobSettlementsTests : IAsyncLifetime
{
    private readonly TestDatabase _database = new();

    private LedgerScenario Scenario => new(_database.Source);

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Each_job_of_a_batch_ends_as_its_own_result_says()
    {
        var jobs = await ClaimAsync(3);
        var batch = new List<Settlement>();
        foreach (var (job, failed) in jobs.Zip([0, 1, 2]))
        {
            batch.Add(new Settlement(job, await Scenario.ResultAsync(job.RecordingSessionId, failed), new Dictionary<string, double>()));
        }

        var settled = await new JobSettlements(_database.Source).SettleAsync(batch, CancellationToken.None);

        Assert.Equal(jobs.Select(job => job.Lease).ToHashSet(), settled.ToHashSet());
        var ends = await Task.WhenAll(jobs.Select(job => Scenario.Jobs.FindAsync(job.Id, CancellationToken.None)));
        Assert.Equal(["completed", "completed", "failed"], ends.Select(end => end?.Status));
        Assert.Equal([null, null, "data"], ends.Select(end => end?.ErrorKind));
        foreach (var (job, failed) in jobs.Zip([0, 1, 2]))
        {
            var receivers = await Scenario.Features.ListReceiversAsync(job.RecordingSessionId, LedgerScenario.RfIq, CancellationToken.None);
            Assert.Equal(failed, receivers.Count(receiver => receiver.Status == "failed"));
            foreach (var good in receivers.Where(receiver => receiver.Status == "ok"))
            {
                Assert.Single(await Scenario.Features.ListBlocksAsync(good.MeasurementId, LedgerScenario.RfIq, 0, 10, CancellationToken.None));
            }
        }

        Assert.Equal(2, (await Scenario.StatisticsAsync()).RecordingsWithFeatures);
    }

    /// <summary>
    /// A dump, a long report, a forgotten session: what was done since cannot be cleaned away. A connection whose plans were made in an empty
    /// table passed over all of it, at every settlement.
    /// </summary>
    [Fact]
    public async Task The_fence_reads_no_more_behind_a_thousand_jobs_that_a_snapshot_holds()
    {
        await using var settling = await _database.Source.OpenConnectionAsync();
        await settling.ExecuteAsync("set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set plan_cache_mode = force_generic_plan");
        foreach (var function in new[] { "hold_all_leases", "hold_leases" })
        {
            await CostAsync(function, Guid.Empty, 1, leases: 0);
        }

        await using var holder = await _database.Source.OpenConnectionAsync();
        await using var snapshot = await holder.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        await holder.ExecuteAsync("select count(*) from heimdall.extraction_jobs");
        await using (var others = await _database.Source.OpenConnectionAsync())
        {
            await others.ExecuteAsync("""
                insert into heimdall.recording_sessions (id, owner, status, frequency_hz, session_start, session_end)
                select heimdall.uuid_v7(), 'test', 'completed', 145000000, now(), now() from generate_series(1, 1000);
                insert into heimdall.extraction_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, lane,
                  requested_by, status, attempt, lease_owner, lease_token, lease_expires_at)
                select gen_random_uuid(), 'session', id, id, 'rf.iq', 1, 'live', 'test', 'extracting', 1, 'w', 1, now() from heimdall.recording_sessions;
                delete from heimdall.extraction_jobs;
                """);
        }

        await Scenario.CompleteSessionAsync(receivers: 1);
        var job = await Scenario.ClaimOneAsync();
        Assert.InRange(await CostAsync("hold_all_leases", job.Id, job.LeaseToken, leases: 1), 1, 30);
        Assert.InRange(await CostAsync("hold_leases", job.Id, job.LeaseToken, leases: 1), 1, 30);

        async Task<long> CostAsync(string function, Guid id, long token, int leases)
        {
            var parameters = new { ids = Enumerable.Repeat(id, leases).ToArray(), tokens = Enumerable.Repeat(token, leases).ToArray() };
            return QueryCost.Of(await settling.QuerySingleAsync<string>($"explain (analyze, buffers, format json) select * from heimdall.{function}(@ids, @tokens)", parameters)).Blocks;
        }
    }

    [Fact]
    public async Task A_lost_lease_writes_nothing_and_sinks_no_other()
    {
        var jobs = await ClaimAsync(2);
        await Scenario.Queue.ReleaseAsync(jobs[0].Lease, CancellationToken.None);
        var again = await Scenario.ClaimOneAsync("another");
        Assert.Equal(jobs[0].Id, again.Id);

        // The late result and the new holder's, and somebody else's, together.
        var batch = new List<Settlement>();
        foreach (var (job, failed) in new[] { (jobs[0], 2), (again, 0), (jobs[1], 0) })
        {
            batch.Add(new Settlement(job, await Scenario.ResultAsync(job.RecordingSessionId, failed), new Dictionary<string, double>()));
        }

        var settlements = new JobSettlements(_database.Source);
        var first = await settlements.SettleAsync([batch[0], batch[2]], CancellationToken.None);
        Assert.Equal(jobs[1].Lease, Assert.Single(first));
        Assert.Null(await Scenario.Features.FindAsync(jobs[0].RecordingSessionId, LedgerScenario.RfIq, CancellationToken.None));

        var second = await settlements.SettleAsync([batch[0], batch[1]], CancellationToken.None);
        Assert.Equal(again.Lease, Assert.Single(second));
        Assert.False((await Scenario.Features.FindAsync(again.RecordingSessionId, LedgerScenario.RfIq, CancellationToken.None))?.ExtractionFailed);
        Assert.Equal(2, (await Scenario.StatisticsAsync()).RecordingsWithFeatures);
    }

    private async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(int jobs)
    {
        for (var i = 0; i < jobs; i++)
        {
            await Scenario.CompleteSessionAsync(receivers: 2);
        }

        return await Scenario.Queue.ClaimAsync("w", jobs, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None);
    }
}
