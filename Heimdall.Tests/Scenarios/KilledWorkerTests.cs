using System.Diagnostics;
using Heimdall.Ledger.Sessions;
using Heimdall.Tests.Extractor;
using Heimdall.Tests.Servers;
using Npgsql;

namespace Heimdall.Tests.Scenarios;

/// <summary><c>kill -9</c> amid the work: found and redone within two leases, with one result.</summary>
[Collection(ScenarioTests.Name)]
public sealed class KilledWorkerTests(ScenarioServers servers)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [BrokerFact]
    public async Task A_worker_killed_with_a_job_in_every_phase_loses_none()
    {
        await using var scenario = await Scenario.CreateAsync(servers);
        var recording = TestRecording.Tone();

        // Two recordings at once: the third job waits for its turn to load.
        await using var network = new StallingProxy(new NpgsqlConnectionStringBuilder(scenario.ConnectionString).Port);
        var connection = new NpgsqlConnectionStringBuilder(scenario.ConnectionString) { Port = network.Port }.ConnectionString;
        var victim = await scenario.StartWorkerAsync(("Extraction__MeasurementsInParallel", "2"), ("ConnectionStrings__heimdall", connection));
        network.StallAt("hold_all_leases");
        var beforeCommit = await scenario.CompleteAsync(recording);
        await network.Stalled.WaitAsync(Deadline);
        LeasedFile? opened = null;
        var loading = await scenario.CompleteAsync(
            recording,
            async path =>
            {
                await File.WriteAllBytesAsync(path, recording.Stored ?? []);
                opened = new LeasedFile(path);
            });
        using var held = opened;
        var endless = "";
        var extracting = await scenario.CompleteAsync(
            recording with { Bytes = null, Sha256 = null },
            path =>
            {
                endless = path;
                using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, preallocationSize: 0);
                RandomAccess.SetLength(file, 1L << 38);
                return Task.CompletedTask;
            });
        await scenario.UntilAsync(async () => (await scenario.JobAsync(extracting)).Progress > 0, Deadline, "a job is amid its samples");
        var claimed = await scenario.CompleteAsync(recording);
        await scenario.UntilAsync(async () => (await scenario.JobAsync(claimed)).Status == "extracting", Deadline, "a job is claimed");
        Assert.True(victim.HasOpen(held?.Path ?? ""), "the first recording is being opened");
        Assert.Equal(0, (await scenario.JobAsync(loading)).Progress);

        await victim.KillAsync();
        var killedAt = await scenario.NowAsync();
        held?.Dispose();
        await File.WriteAllBytesAsync(endless, recording.Stored ?? []);
        await scenario.StartWorkerAsync();
        Session[] sessions = [beforeCommit, loading, extracting, claimed];
        await scenario.UntilAsync(
            async () => await scenario.QueryAsync<long>("select count(*) from heimdall.job_attempts where outcome = 'lease_expired'") == sessions.Length,
            Deadline,
            "every job is found");
        await scenario.AssertFoundInTimeAsync(killedAt);
        await scenario.UntilIdleAsync(Deadline);

        foreach (var session in sessions)
        {
            Assert.Equal(("completed", 2, 100), await scenario.JobAsync(session));
        }

        await scenario.AccountAsync();
    }

    [BrokerFact]
    public async Task A_worker_killed_while_the_database_writes_its_result_leaves_that_result_and_no_other()
    {
        await using var scenario = await Scenario.CreateAsync(servers);
        var victim = await scenario.StartWorkerAsync();
        await using var blocked = await BlockedSettlement.BeginAsync(scenario);
        var session = await scenario.Ledger.CompleteAsync(blocked.SessionId);
        await scenario.UntilAsync(() => blocked.IsWaitedForAsync(), Deadline, "a job waits for its commit");
        await victim.KillAsync();
        await scenario.StartWorkerAsync();

        // The fence, the rows and the commit arrived together: the row is locked until they are written, so nobody takes the job meanwhile.
        await blocked.LetGoAsync();
        await scenario.UntilIdleAsync(Deadline);
        Assert.Equal(("completed", 1, 100), await scenario.JobAsync(session));
        await scenario.AccountAsync();
    }

    [BrokerFact]
    public async Task A_worker_killed_right_after_its_commit_leaves_nothing_to_redo()
    {
        await using var scenario = await Scenario.CreateAsync(servers);
        var victim = await scenario.StartWorkerAsync();
        var session = await scenario.CompleteAsync(TestRecording.Tone(samples: 2_000));
        await using (var listening = await scenario.Database.OpenConnectionAsync())
        {
            // Tight: the worker is killed within a millisecond or two of the commit.
            await using var look = new NpgsqlCommand("select exists (select from heimdall.finished_jobs)", listening);
            await look.PrepareAsync();
            var started = Stopwatch.GetTimestamp();
            while (!(bool)(await look.ExecuteScalarAsync())!)
            {
                Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, victim.Log);
            }
        }

        await victim.KillAsync();
        await scenario.StartWorkerAsync();
        await scenario.UntilIdleAsync(Deadline);

        Assert.Equal(("completed", 1, 100), await scenario.JobAsync(session));
        await scenario.AccountAsync();
    }
}
