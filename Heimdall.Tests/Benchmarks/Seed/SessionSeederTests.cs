using Dapper;
using Heimdall.Benchmarks.Seed;
using Heimdall.Ledger.Coverage;
using Heimdall.Tests.Ledger;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Benchmarks.Seed;

/// <summary>What is seeded behind the triggers' and the foreign keys' backs is what they would have made of it.</summary>
public sealed class SessionSeederTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const int Sessions = 1300;

    [Fact]
    public async Task Seeded_sessions_are_consistent_small_and_grow_where_they_ended()
    {
        var seeder = new SessionSeeder(database.Source, TimeProvider.System);
        Assert.Equal(Sessions - 100, await seeder.GrowToAsync(Sessions - 100, _ => { }, CancellationToken.None));
        Assert.Equal(100, await seeder.GrowToAsync(Sessions, _ => { }, CancellationToken.None));
        Assert.Equal(0, await seeder.GrowToAsync(Sessions, _ => { }, CancellationToken.None));

        var coverage = new CoverageStore(database.Source);
        var kept = await coverage.ReadAsync(LedgerScenario.RfIq, CancellationToken.None);
        Assert.Equal(await coverage.RecountAsync(LedgerScenario.RfIq, CancellationToken.None), kept);
        Assert.Equal((Sessions, SessionSeeder.UncoveredSessions, 3), (kept.TotalRecordings, kept.Missing, kept.Failed));
        Assert.Equal(Sessions * SessionSeeder.MeasurementsPerSession, kept.TotalMeasurements);

        await using var connection = await database.Source.OpenConnectionAsync();
        Assert.InRange(await connection.ExecuteScalarAsync<int>("select max(pg_column_size(r.*)) from heimdall.receiver_features r"), 50, 200);
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("""
            select count(*) from heimdall.receiver_features r left join heimdall.measurements m on m.id = r.measurement_id where m.id is null
            """));
        Assert.Equal(Sessions - SessionSeeder.UncoveredSessions, await connection.ExecuteScalarAsync<int>("""
            select count(*) from heimdall.finished_jobs j
            join heimdall.recording_sessions s on s.id = j.recording_session_id and s.feature_extraction_task_id = j.id
            join heimdall.job_attempts a on a.job_id = j.id
            join heimdall.measurement_features f on f.recording_session_id = s.id and f.job_id = j.id
            """));
    }
}
