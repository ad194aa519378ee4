using System.Collections.Concurrent;
using System.Globalization;

namespace Heimdall.Tests.Simulation;

/// <summary>Many histories, on all cores. One that breaks a rule is lived through again with a trace.</summary>
internal static class HistoryRun
{
    private const int HistoriesAtOnce = 250;

    /// <summary>The seed that <c>HEIMDALL_SIMULATION_SEED</c> asks for, to live through that one history; or null.</summary>
    public static long? AskedSeed { get; } = ReadNumber("HEIMDALL_SIMULATION_SEED");

    /// <summary>How many histories <c>HEIMDALL_SIMULATION_HISTORIES</c> asks for, or the default.</summary>
    public static int Histories(int byDefault) => (int)(ReadNumber("HEIMDALL_SIMULATION_HISTORIES") ?? byDefault);

    /// <summary>The first of the seeds: <c>HEIMDALL_SIMULATION_FIRST_SEED</c>, or 1.</summary>
    public static long FirstSeed { get; } = ReadNumber("HEIMDALL_SIMULATION_FIRST_SEED") ?? 1;

    /// <summary>Runs the histories of the seeds from the first on.</summary>
    /// <param name="firstSeed">The first seed.</param>
    /// <param name="histories">How many.</param>
    /// <param name="mutant">What is left out.</param>
    /// <param name="byAccount">Only the account at the end of each is looked at.</param>
    /// <returns>The smallest seed whose history broke a rule, if any, and what happened in all.</returns>
    public static (long? BrokenSeed, IReadOnlyCollection<HistoryCounts> Counts) Many(
        long firstSeed, int histories, Mutant mutant = Mutant.None, bool byAccount = false)
    {
        var broken = new ConcurrentBag<long>();
        var lived = OwnThreads.Work(
            (histories + HistoriesAtOnce - 1) / HistoriesAtOnce,
            () => new History(mutant, byAccount),
            (history, portion) =>
            {
                var first = firstSeed + ((long)portion * HistoriesAtOnce);
                for (var seed = first; seed < Math.Min(first + HistoriesAtOnce, firstSeed + histories); seed++)
                {
                    if (IsBroken(history, seed))
                    {
                        broken.Add(seed);
                        return false;
                    }
                }

                return true;
            });
        return (broken.IsEmpty ? null : broken.Min(), [.. lived.Select(history => history.Counts)]);
    }

    /// <summary>Lives through one history and tells it.</summary>
    /// <returns>What happened, line by line, and the rule that was broken, or null.</returns>
    public static (IReadOnlyList<string> Trace, string? Violation) Replay(long seed, Mutant mutant = Mutant.None, bool byAccount = false)
    {
        var trace = new List<string>();
        try
        {
            new History(mutant, byAccount).Run(seed, trace);
            return (trace, null);
        }
        catch (InvariantViolation violation)
        {
            return (trace, violation.Message);
        }
    }

    private static bool IsBroken(History history, long seed)
    {
        try
        {
            history.Run(seed);
            return false;
        }
        catch (InvariantViolation)
        {
            return true;
        }
    }

    private static long? ReadNumber(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
}
