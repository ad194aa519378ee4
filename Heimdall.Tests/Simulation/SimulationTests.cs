using System.Diagnostics;
using Xunit.Abstractions;

namespace Heimdall.Tests.Simulation;

/// <summary>
/// The protocol of the jobs, lived through over and over with everything going wrong that can. A history that breaks a rule is printed with its
/// seed: <c>HEIMDALL_SIMULATION_SEED=n</c> plays it again, <c>HEIMDALL_SIMULATION_HISTORIES=n</c> sets how many are run, and
/// <c>HEIMDALL_SIMULATION_FIRST_SEED=n</c> from where on.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const long FirstSeed = 1;
    private const int HistoriesByDefault = 25_000;

    [Fact]
    public void Whatever_goes_wrong_no_rule_is_broken()
    {
        if (HistoryRun.AskedSeed is { } asked)
        {
            var (trace, violation) = HistoryRun.Replay(asked);
            output.WriteLine(string.Join('\n', trace));
            Assert.True(violation is null, $"Seed {asked}: {violation}");
            return;
        }

        var started = Stopwatch.GetTimestamp();
        var (broken, counts) = HistoryRun.Many(HistoryRun.FirstSeed, HistoryRun.Histories(HistoriesByDefault));
        output.WriteLine($"{counts.Sum(count => count.Histories)} histories from seed {HistoryRun.FirstSeed}, {counts.Sum(count => count.Events)} events, {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        foreach (var (name, count) in Sum(counts))
        {
            output.WriteLine($"{count,12} {name}");
        }

        if (broken is { } seed)
        {
            var (trace, violation) = HistoryRun.Replay(seed);
            Assert.Fail($"HEIMDALL_SIMULATION_SEED={seed}: {violation}\n{string.Join('\n', trace)}");
        }
    }

    [Fact]
    public void Everything_that_can_happen_does_happen()
    {
        var (broken, counts) = HistoryRun.Many(FirstSeed, 2_000);
        Assert.Null(broken);
        Assert.All(Sum(counts), count => Assert.True(count.Count > 0, $"{count.Name} never happened in 2,000 histories"));
    }

    [Theory]
    [InlineData(17)]
    [InlineData(4711)]
    public void The_same_seed_is_the_same_history(long seed)
    {
        var first = HistoryRun.Replay(seed);
        var again = HistoryRun.Replay(seed);
        Assert.Equal(first.Trace, again.Trace);
        Assert.NotEqual(first.Trace, HistoryRun.Replay(seed + 1).Trace);
    }

    [Theory]
    [InlineData(Mutant.FenceOff, "result")]
    [InlineData(Mutant.UniqueOff, "two live jobs")]
    [InlineData(Mutant.RescuerOff, "never ends")]
    [InlineData(Mutant.ReannouncingOff, "never ends")]
    [InlineData(Mutant.LeaseOnWallClock, "")]
    [InlineData(Mutant.IdleTransactionsKept, "")]
    [InlineData(Mutant.TokensReused, "does not grow")]
    [InlineData(Mutant.LanesIgnored, "of the backfill is claimed while")]
    [InlineData(Mutant.ShareIgnored, "beyond the")]
    [InlineData(Mutant.CancelForgotten, "left neither a result nor a failure")]
    [InlineData(Mutant.RetryBlind, "a later one completed")]
    public void A_protocol_without_one_of_its_rules_is_found_out(Mutant mutant, string complaint) => AssertFoundOut(mutant, complaint, byAccount: false);

    /// <summary>What comes of it is seen too, and not only that the rule is gone: nobody looks before the end.</summary>
    [Theory]
    [InlineData(Mutant.UniqueOff, "was extracted by")]
    [InlineData(Mutant.FenceOff, "results")]
    [InlineData(Mutant.RescuerOff, "never ends")]
    public void The_account_alone_finds_out_what_was_doubled_or_lost(Mutant mutant, string complaint) => AssertFoundOut(mutant, complaint, byAccount: true);

    private void AssertFoundOut(Mutant mutant, string complaint, bool byAccount)
    {
        const int Within = 2_000;
        var (broken, _) = HistoryRun.Many(FirstSeed, Within, mutant, byAccount);
        Assert.True(broken is not null, $"{mutant} was not noticed in {Within} histories");

        var (trace, violation) = HistoryRun.Replay(broken.Value, mutant, byAccount);
        Assert.Contains(complaint, violation, StringComparison.Ordinal);
        Assert.NotEmpty(trace);
        output.WriteLine($"{mutant}: seed {broken}: {violation}");
    }

    private static IEnumerable<(string Name, long Count)> Sum(IEnumerable<HistoryCounts> counts) =>
        counts.SelectMany(count => count.All()).GroupBy(count => count.Name, (name, same) => (name, same.Sum(count => count.Count)));
}
