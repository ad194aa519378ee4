using System.Globalization;
using Heimdall.Tests.Extractor;
using Heimdall.Tests.Servers;
using Npgsql;
using Xunit.Abstractions;

namespace Heimdall.Tests.Scenarios;

/// <summary>
/// Everything at once: workers killed, frozen, stopped and started again, connections ended, queues purged, while sessions come in. The seed is
/// printed; <c>HEIMDALL_STORM_SEED=n</c> makes the same decisions again, if not at the same moments.
/// </summary>
[Collection(ScenarioTests.Name)]
public sealed class StormTests(ScenarioServers servers, ITestOutputHelper output)
{
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(3);

    [BrokerFact]
    public Task After_a_short_storm_the_account_is_exact() => BlowAsync(sessions: 120, faults: 12);

    [LongStormFact]
    public Task After_a_long_storm_the_account_is_exact() => BlowAsync(sessions: 2_000, faults: 300);

    private async Task BlowAsync(int sessions, int faults)
    {
        var seed = long.Parse(Environment.GetEnvironmentVariable("HEIMDALL_STORM_SEED") is { Length: > 0 } asked ? asked : $"{Random.Shared.Next(1_000_000)}", CultureInfo.InvariantCulture);
        output.WriteLine($"HEIMDALL_STORM_SEED={seed}");
        await using var scenario = await Scenario.CreateAsync(servers);
        var storm = new Storm(scenario, servers, seed);
        await storm.BeginAsync(workers: 3);
        var recording = RecordSteadilyAsync(scenario, sessions, storm);
        await storm.RageAsync(faults);
        await storm.EndAsync();
        await recording;

        await scenario.UntilIdleAsync(Calm);
        output.WriteLine($"{storm.Tally}");
        await scenario.AccountAsync();
        Assert.Equal(sessions, (await scenario.Ledger.StatisticsAsync()).TotalRecordings);
    }

    // An operator whose connection is ended asks again, as the HTTP clients do.
    private static async Task RecordSteadilyAsync(Scenario scenario, int sessions, Storm storm)
    {
        var recording = TestRecording.Tone(samples: 4_000);
        for (var i = 0; i < sessions; i++)
        {
            await storm.WhenToGoOnAsync(done: (double)i / sessions);
            var session = await AgainAsync(() => scenario.RecordAsync(recording));
            await AgainAsync(() => scenario.Ledger.CompleteAsync(session));
        }
    }

    private static async Task<T> AgainAsync<T>(Func<Task<T>> act)
    {
        const int MostTries = 20;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await act();
            }
            catch (NpgsqlException) when (attempt < MostTries)
            {
                await Task.Yield();
            }
        }
    }
}

/// <summary>Runs when it is asked for: it takes minutes.</summary>
public sealed class LongStormFactAttribute : FactAttribute
{
    public LongStormFactAttribute() => Skip = TestBroker.WhyAbsent
        ?? (Environment.GetEnvironmentVariable("HEIMDALL_STORM") == "long" ? null : "the long storm takes minutes: ./check.sh --storm");
}
