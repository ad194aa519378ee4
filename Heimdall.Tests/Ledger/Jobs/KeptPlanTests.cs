using Dapper;
using Heimdall.Ledger;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Servers;
using Npgsql;

namespace Heimdall.Tests.Ledger.Jobs;

/// <summary>
/// What is asked again and again is planned once a connection, often while there are no jobs yet, and the plan is kept. Counted in blocks, which
/// do not depend on how busy the machine is.
/// </summary>
public sealed class KeptPlanTests : IAsyncLifetime
{
    /// <summary>More often than PostgreSQL and the driver look before they keep a plan.</summary>
    private const int UntilPlansAreKept = 20;

    private const long MostBlocks = 60;

    private readonly TestDatabase _database = new();
    private NpgsqlDataSource? _others;

    /// <summary>One connection, too: what it read is known when the next thing is counted.</summary>
    private NpgsqlDataSource Others => _others ??= OneConnection();

    private LedgerScenario Scenario => new(Others);

    public async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        await using var connection = await Others.OpenConnectionAsync();
        await connection.ExecuteAsync("alter table heimdall.extraction_jobs set (autovacuum_enabled = false)");
    }

    public async Task DisposeAsync()
    {
        await Others.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Renewing_a_lease_looks_one_job_up_behind_thousands_that_a_snapshot_holds()
    {
        await using var connection = OneConnection();
        var queue = new JobQueue(connection);
        await KeepPlanAsync(() => RenewAsync(new Lease(Guid.NewGuid(), 1)));

        await using var snapshot = await HoldAsync();
        await AddJobsAsync("extracting", areGone: true);
        await Scenario.CompleteSessionAsync(receivers: 1);
        var job = await Scenario.ClaimOneAsync();
        await RequireAsync(connection, async () => Assert.Equal([job.Id], await RenewAsync(job.Lease)));

        Task<IReadOnlySet<Guid>> RenewAsync(Lease lease) => queue.RenewAsync([new LeaseRenewal(lease, 5)], LedgerScenario.LeaseDuration, CancellationToken.None);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Marking_a_job_as_announced_looks_one_job_up_among_thousands(bool areGone)
    {
        await using var connection = OneConnection();
        var announcements = new JobAnnouncements(connection);
        await KeepPlanAsync(() => MarkAsync(Guid.NewGuid()));

        await using var snapshot = await HoldAsync();
        await AddJobsAsync("queued", areGone);
        var job = (await Scenario.CompleteSessionAsync(receivers: 1)).FeatureExtractionTaskId!.Value;
        await RequireAsync(connection, () => MarkAsync(job));
        await using var others = await Others.OpenConnectionAsync();
        Assert.Equal([job], await others.QueryAsync<Guid>("select id from heimdall.extraction_jobs where announced_at is not null"));

        Task MarkAsync(Guid id) => announcements.MarkAsync([new AnnouncedJob(id, 0)], CancellationToken.None);
    }

    [Fact]
    public async Task A_claim_does_not_look_through_thousands_of_jobs_behind_all_of_its_feature_sets()
    {
        await using var connection = OneConnection();
        var queue = new JobQueue(connection);
        await KeepPlanAsync(ClaimAsync);

        await AddJobsAsync("queued", areGone: false);
        await using (var others = await Others.OpenConnectionAsync())
        {
            await others.ExecuteAsync("update heimdall.extraction_jobs set lane = 'backfill', priority = -10");
        }

        await RequireAsync(connection, ClaimAsync);

        async Task ClaimAsync() =>
            Assert.Empty(await queue.ClaimAsync(new ClaimOrder("w", 8, 8, [new FeatureSetId("other", 1)], LedgerScenario.LeaseDuration, LowestPriority: 0), CancellationToken.None));
    }

    /// <summary>A plan that is made while nearly all jobs completed takes those that failed for few, and would go through all of them.</summary>
    [Fact]
    public async Task What_is_retried_is_looked_up_by_its_id_however_few_have_failed_by_then()
    {
        await using var connection = await Others.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            insert into heimdall.finished_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, status, lane, priority,
              progress, attempt, max_attempts, lease_token, requested_by, queued_at, started_at, completed_at)
            select heimdall.uuid_v7(), 'session', s.id, s.id, 'rf.iq', 1, 'completed', 'live', 0, 100, 1, 5, 1, 'somebody', now(), now(), now()
            from generate_series(1, 3000) n, lateral (select gen_random_uuid() as id where n > 0) s;
            analyze heimdall.finished_jobs;
            """);
        var retry = SqlFile.Read("Jobs.retry_jobs")
            .Replace("@ids", "$1", StringComparison.Ordinal).Replace("@traceparent", "$2", StringComparison.Ordinal).Replace("@requested_by", "$3", StringComparison.Ordinal);
        await connection.ExecuteAsync($"set plan_cache_mode = force_generic_plan; prepare retrying (uuid[], text, text) as {retry}");

        var plan = string.Join('\n', await connection.QueryAsync<string>("explain execute retrying (array[gen_random_uuid()], null, 'somebody')"));

        Assert.Matches(@"Index Cond: \(id = asked\.id\)", plan);
        Assert.DoesNotMatch(@"Index Cond: \(\(?status", plan);
    }

    /// <summary>A plan that is made while nearly all jobs are due takes those that wait for few, and would go through all of them.</summary>
    [Fact]
    public async Task What_is_made_due_is_looked_up_by_its_id_however_few_wait_by_then()
    {
        await AddJobsAsync("queued", areGone: false);
        await using var connection = await Others.OpenConnectionAsync();
        await connection.ExecuteAsync("analyze heimdall.extraction_jobs");
        var makeDue = SqlFile.Read("Jobs.make_jobs_due").Replace("@ids", "$1", StringComparison.Ordinal);
        await connection.ExecuteAsync($"set plan_cache_mode = force_generic_plan; prepare making_due (uuid[]) as {makeDue}");

        var plan = string.Join('\n', await connection.QueryAsync<string>("explain execute making_due (array[gen_random_uuid()])"));

        Assert.True(plan.Contains("Index Cond: (id = a.id)", StringComparison.Ordinal), plan);
        Assert.DoesNotContain("extraction_jobs_waiting", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
    }

    private static async Task KeepPlanAsync(Func<Task> ask)
    {
        for (var time = 0; time < UntilPlansAreKept; time++)
        {
            await ask();
        }
    }

    private async Task RequireAsync(NpgsqlDataSource connection, Func<Task> ask)
    {
        // Once to set what the rows' readers remember about them.
        await ask();
        await BlocksAsync(Others);
        var before = await BlocksAsync(connection);
        await ask();
        Assert.InRange(await BlocksAsync(connection) - before, 1, MostBlocks);
    }

    /// <summary>Blocks of the live jobs and their indexes that have been read, this connection's with them.</summary>
    private static async Task<long> BlocksAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("select pg_stat_force_next_flush()");
        return await connection.ExecuteScalarAsync<long>("""
            select heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit
            from pg_statio_user_tables where schemaname = 'heimdall' and relname = 'extraction_jobs'
            """);
    }

    /// <summary>
    /// As a service connects, but with one connection, whose plans are those that were made first, and to a server that takes a look-up for as dear
    /// as PostgreSQL does where nobody told it of its disks.
    /// </summary>
    private NpgsqlDataSource OneConnection() => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_database.ConnectionString)
    {
        MaxPoolSize = 1,
        MaxAutoPrepare = 200,
        NoResetOnClose = true,
        Options = "-c random_page_cost=4",
    });

    /// <summary>A dump, a long report, a forgotten session: what goes from now on cannot be cleaned away.</summary>
    private async Task<NpgsqlConnection> HoldAsync()
    {
        var holder = await _database.Source.OpenConnectionAsync();
        await holder.ExecuteAsync("begin isolation level repeatable read; select count(*) from heimdall.extraction_jobs");
        return holder;
    }

    private async Task AddJobsAsync(string status, bool areGone)
    {
        await using var others = await Others.OpenConnectionAsync();
        await others.ExecuteAsync(
            """
            insert into heimdall.recording_sessions (id, owner, status, frequency_hz, session_start, session_end)
            select heimdall.uuid_v7(), 'test', 'completed', 145000000, now(), now() from generate_series(1, 3000);
            insert into heimdall.extraction_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, lane,
              requested_by, status, attempt, lease_owner, lease_token, lease_expires_at)
            select gen_random_uuid(), 'session', id, id, 'rf.iq', 1, 'live', 'test', @status, 1,
                   case when @status = 'extracting' then 'w' end, 1, case when @status = 'extracting' then now() end
            from heimdall.recording_sessions;
            delete from heimdall.extraction_jobs where @areGone;
            """,
            new { status, areGone });
    }
}
