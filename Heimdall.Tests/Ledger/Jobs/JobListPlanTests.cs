using Dapper;
using Heimdall.Ledger;
using Heimdall.Ledger.Jobs;
using Heimdall.Tests.Servers;
using Npgsql;

namespace Heimdall.Tests.Ledger.Jobs;

/// <summary>Every filter of the lists has an index: no list reads the finished jobs from end to end.</summary>
public sealed class JobListPlanTests : IClassFixture<JobListPlanTests.ManyJobs>
{
    private readonly NpgsqlDataSource _database;

    public JobListPlanTests(ManyJobs jobs) => _database = jobs.Database.Source;

    public static TheoryData<string> Filters => [.. Named.Keys];

    private static Dictionary<string, JobFilter> Named { get; } = new(StringComparer.Ordinal)
    {
        ["none"] = new JobFilter(),
        ["status"] = new JobFilter(Status: "cancelled"),
        ["error_kind"] = new JobFilter(ErrorKind: "timeout"),
        ["lane"] = new JobFilter(Lane: "backfill"),
        ["session_id"] = new JobFilter(SessionId: Guid.NewGuid()),
        ["station_id"] = new JobFilter(StationId: Guid.NewGuid()),
        ["backfill_id"] = new JobFilter(BackfillId: Guid.NewGuid()),
        ["time"] = new JobFilter(From: TimeProvider.System.GetUtcNow().AddDays(-2), To: TimeProvider.System.GetUtcNow().AddDays(-1)),
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_list_reads_an_index(string filter) => await RequireIndexAsync("Jobs.list_jobs", Named[filter]);

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task What_is_to_be_retried_is_found_by_an_index(string filter) =>
        await RequireIndexAsync("Jobs.find_jobs_to_retry", Named[filter] with { Status = "failed" });

    private async Task RequireIndexAsync(string statement, JobFilter filter)
    {
        await using var connection = await _database.OpenConnectionAsync();
        var plan = string.Join('\n', await connection.QueryAsync<string>("explain " + SqlFile.Read(statement), filter.Parameters(null, 101)));
        Assert.Contains("Index", plan, StringComparison.Ordinal);
        // The months that are empty may be read as the planner likes.
        var month = await connection.ExecuteScalarAsync<string>("select 'finished_jobs_' || to_char(now() at time zone 'UTC', 'YYYY_MM')");
        Assert.False(plan.Contains($"Seq Scan on {month}", StringComparison.Ordinal), plan);
    }

    /// <summary>Enough finished jobs that reading them all would be noticed.</summary>
    public sealed class ManyJobs : IAsyncLifetime
    {
        public TestDatabase Database { get; } = new();

        public async Task InitializeAsync()
        {
            await Database.InitializeAsync();
            await using var connection = await Database.Source.OpenConnectionAsync();
            await connection.ExecuteAsync("""
                insert into heimdall.finished_jobs (id, subject_kind, subject_id, recording_session_id, feature_set, feature_version, status, lane, priority,
                  progress, attempt, max_attempts, lease_token, requested_by, queued_at, started_at, completed_at, error_kind, error_message)
                select heimdall.uuid_v7(), 'session', s.id, s.id, 'rf.iq', 1,
                       case when n % 50 = 0 then 'failed' when n % 501 = 0 then 'cancelled' else 'completed' end,
                       case when n % 100 = 0 then 'backfill' else 'live' end, 0, 100, 1, 5, 1, 'somebody',
                       now() - n * interval '1 minute', now(), now(),
                       case when n % 50 = 0 then 'data' when n % 501 = 0 then 'cancelled' end,
                       case when n % 50 = 0 then 'bad' when n % 501 = 0 then 'cancelled' end
                from generate_series(1, 20000) n, lateral (select gen_random_uuid() as id where n > 0) s;
                analyze heimdall.finished_jobs;
                """);
        }

        public Task DisposeAsync() => Database.DisposeAsync();
    }
}
