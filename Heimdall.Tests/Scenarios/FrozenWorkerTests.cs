using Dapper;
using Heimdall.Tests.Extractor;
using Heimdall.Tests.Servers;
using Npgsql;

namespace Heimdall.Tests.Scenarios;

/// <summary>Workers that are frozen or cut off past their lease and come back.</summary>
[Collection(ScenarioTests.Name)]
public sealed class FrozenWorkerTests(ScenarioServers servers)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [BrokerFact]
    public async Task A_worker_frozen_past_its_lease_changes_nothing_when_it_wakes()
    {
        await using var scenario = await Scenario.CreateAsync(servers);
        await using var network = new StallingProxy(new NpgsqlConnectionStringBuilder(scenario.ConnectionString).Port);
        var late = await scenario.StartWorkerAsync(("ConnectionStrings__heimdall", Through(network, scenario)));

        // Its result is on the way, and nothing of it has reached the database.
        network.StallAt("hold_all_leases");
        var session = await scenario.CompleteAsync(TestRecording.Tone());
        await network.Stalled.WaitAsync(Deadline);
        late.Freeze();
        await scenario.StartWorkerAsync();
        await scenario.UntilAsync(async () => (await scenario.JobAsync(session)).Status == "completed", Deadline, "another worker finishes the job");
        var before = await RowsAsync(scenario);

        network.Resume();
        late.Wake();
        await scenario.UntilAsync(
            async () => late.Log.Contains("lost", StringComparison.Ordinal) || !before.SequenceEqual(await RowsAsync(scenario)), Deadline, "the late worker hears of it");

        Assert.Equal(before, await RowsAsync(scenario));
        Assert.Equal(2, (await scenario.JobAsync(session)).Attempt);
        await scenario.AccountAsync();
    }

    [BrokerFact]
    public async Task A_worker_cut_off_amid_its_settlement_does_not_keep_the_job()
    {
        await using var scenario = await Scenario.CreateAsync(servers);
        await using var network = new StallingProxy(new NpgsqlConnectionStringBuilder(scenario.ConnectionString).Port);
        var cutOff = await scenario.StartWorkerAsync(("ConnectionStrings__heimdall", Through(network, scenario)));

        // The job's row is locked by a transaction whose client says nothing any more.
        network.StallAt("insert into heimdall.measurement_features");
        var session = await scenario.CompleteAsync(TestRecording.Tone());
        await network.Stalled.WaitAsync(Deadline);
        cutOff.Freeze();
        var frozenAt = await scenario.NowAsync();
        await scenario.StartWorkerAsync();

        // The server ends the silent transaction, or nobody ever has the row again.
        await scenario.UntilAsync(async () => (await scenario.JobAsync(session)).Status == "completed", Deadline, "another worker finishes the job");
        await scenario.AssertFoundInTimeAsync(frozenAt);
        network.Resume();
        cutOff.Wake();
        await scenario.UntilIdleAsync(Deadline);
        await scenario.AccountAsync();
    }

    private static string Through(StallingProxy network, Scenario scenario) =>
        new NpgsqlConnectionStringBuilder(scenario.ConnectionString) { Port = network.Port }.ConnectionString;

    /// <summary>Everything of the result, to the version of each row.</summary>
    private static async Task<IReadOnlyList<string>> RowsAsync(Scenario scenario)
    {
        await using var connection = await scenario.Database.OpenConnectionAsync();
        return (await connection.QueryAsync<string>("""
            select f.xmin || ' ' || f::text from heimdall.measurement_features f
            union all select f.xmin || ' ' || f::text from heimdall.receiver_features f
            union all select f.xmin || ' ' || f::text from heimdall.receiver_chunks f
            union all select f.xmin || ' ' || f::text from heimdall.finished_jobs f
            union all select f.xmin || ' ' || f::text from heimdall.job_attempts f
            order by 1
            """)).AsList();
    }
}
