using Heimdall.Extractor;
using Heimdall.Tests.Extractor;
using Heimdall.Tests.Ledger;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Scenarios;

/// <summary>
/// Workers whose wall clocks are hours apart. In the test's own process: the system's clock is never set, and a library that shifts it for one
/// process is not on every machine.
/// </summary>
[Collection(ScenarioTests.Name)]
public sealed class WallClockTests(ScenarioServers servers)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan LeaseOfTheDead = TimeSpan.FromSeconds(1);

    [BrokerFact]
    public async Task Workers_whose_clocks_are_two_hours_apart_neither_rescue_what_lives_nor_leave_what_is_dead()
    {
        await using var scenario = await Scenario.CreateAsync(servers);
        var options = new ExtractionOptions
        {
            Slots = 1,
            LeaseDuration = LeaseDuration,
            RenewInterval = TimeSpan.FromSeconds(0.5),
            RescueInterval = TimeSpan.FromSeconds(0.2),
            PollInterval = TimeSpan.FromSeconds(0.2),
        };
        var store = new FaultyStore(scenario.Store);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.BeforeOpen = (_, cancellationToken) => go.Task.WaitAsync(cancellationToken);
        await using var ahead = new TestWorker(scenario.Database, store, options, servers.BrokerConnectionString, new ShiftedTime(TimeSpan.FromHours(1)));
        await using var behind = new TestWorker(scenario.Database, store, options, servers.BrokerConnectionString, new ShiftedTime(TimeSpan.FromHours(-1)));
        await ahead.StartAsync();
        await behind.StartAsync();

        // Each has one that lasts longer than its lease, and somebody died with a third.
        var living = new[] { await scenario.CompleteAsync(TestRecording.Tone()), await scenario.CompleteAsync(TestRecording.Tone()) };
        await scenario.UntilAsync(() => Task.FromResult(ahead.Held.Count == 1 && behind.Held.Count == 1), Deadline, "both are at work");
        var orphan = await scenario.CompleteAsync(TestRecording.Tone());
        var dead = await scenario.Ledger.Queue.ClaimAsync("machine/1/dead", 1, [LedgerScenario.RfIq], LeaseOfTheDead, CancellationToken.None);
        Assert.Single(dead);
        scenario.Faults.Happened(1, "died before it began");

        // Whoever went by a wall clock would find it an hour too late, or the others' an hour too soon: how quick this machine is does not matter.
        await Eventually.HoldsAsync(
            async () => await scenario.QueryAsync<bool>("select exists (select from heimdall.job_attempts where outcome = 'lease_expired')"),
            Deadline,
            () => $"the dead one's job is found\n{ahead.Log.Tail()}\n{behind.Log.Tail()}");
        await scenario.UntilAsync(
            async () => await scenario.QueryAsync<TimeSpan>("select min(now() - started_at) from heimdall.extraction_jobs where status = 'extracting'") > 1.25 * LeaseDuration,
            Deadline,
            "a lease passes, and some looks for expired ones");
        go.SetResult();
        await scenario.UntilIdleAsync(Deadline);

        foreach (var session in living)
        {
            Assert.Equal(("completed", 1, 100), await scenario.JobAsync(session));
        }

        Assert.Equal(("completed", 2, 100), await scenario.JobAsync(orphan));
        await scenario.AccountAsync();
    }

    private sealed class ShiftedTime(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
    }
}
