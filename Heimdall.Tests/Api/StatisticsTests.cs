using Dapper;
using Heimdall.Tests.Ledger;
using Npgsql;

namespace Heimdall.Tests.Api;

/// <summary>How far the extraction is, in numbers that are exact.</summary>
public sealed class StatisticsTests : IAsyncLifetime
{
    private readonly ApiFixture _fixture = new();

    private LedgerScenario Ledger => _fixture.Ledger;

    public Task InitializeAsync() => _fixture.InitializeAsync();

    public Task DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Without_sessions_everything_is_zero() =>
        Assert.Equal(
            """{"total_recordings":0,"recordings_with_features":0,"recordings_without_features":0,"total_measurements":0,"coverage_percent":0,"failed":0,"queued":0,"extracting":0,"missing":0}""",
            await StatisticsAsync());

    [Fact]
    public async Task Every_recording_is_in_exactly_one_state()
    {
        await Ledger.StartSessionAsync();
        for (var i = 0; i < 6; i++)
        {
            await Ledger.CompleteSessionAsync(receivers: 2);
        }

        await Ledger.SettleAsync(await Ledger.ClaimOneAsync());
        await Ledger.SettleAsync(await Ledger.ClaimOneAsync());
        await Ledger.SettleAsync(await Ledger.ClaimOneAsync(), failed: 2);
        await Ledger.ClaimOneAsync();
        Assert.Equal(
            """{"total_recordings":6,"recordings_with_features":2,"recordings_without_features":4,"total_measurements":12,"coverage_percent":33.33,"failed":1,"queued":2,"extracting":1,"missing":0}""",
            await StatisticsAsync());
    }

    [Fact]
    public async Task Of_237_recordings_145_are_61_18_percent()
    {
        for (var i = 0; i < 237; i++)
        {
            await Ledger.CompleteSessionAsync(receivers: 1);
        }

        var jobs = await Ledger.Queue.ClaimAsync("w", 145, [LedgerScenario.RfIq], LedgerScenario.LeaseDuration, CancellationToken.None);
        foreach (var job in jobs)
        {
            await Ledger.SettleAsync(job);
        }

        // Recordings from before there were jobs.
        await using (var connection = new NpgsqlConnection(_fixture.Database.ConnectionString))
        {
            await connection.ExecuteAsync("delete from heimdall.extraction_jobs");
        }

        Assert.Equal(
            """{"total_recordings":237,"recordings_with_features":145,"recordings_without_features":92,"total_measurements":237,"coverage_percent":61.18,"failed":0,"queued":0,"extracting":0,"missing":92}""",
            await StatisticsAsync());
    }

    [Fact]
    public async Task An_unknown_feature_set_has_no_statistics() =>
        (await _fixture.Api.Admin.GetAsync("/api/v1/admin/features/stats?feature_version=7")).ExpectProblem(404, "feature_set_not_found");

    private async Task<string> StatisticsAsync() => (await _fixture.Api.Admin.GetAsync("/api/v1/admin/features/stats")).Expect(200).GetRawText();
}
