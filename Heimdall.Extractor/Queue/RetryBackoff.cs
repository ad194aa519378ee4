namespace Heimdall.Extractor.Queue;

/// <summary>
/// How long something that failed waits before it is tried again. The waits of a job have jitter, so that jobs that failed together do not
/// come back together, and grow so quickly that its few attempts last longer than a server takes to come back.
/// </summary>
internal static class RetryBackoff
{
    /// <summary>By default a job waits for 2 s, 10 s, 50 s and 250 s at most, and for half of that at least: five attempts outlast an outage of two and a half minutes.</summary>
    private const double JobGrowth = 5;

    private const double LoopGrowth = 2;
    private const int MostSteps = 30;

    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="first">Longest wait after the first attempt.</param>
    /// <param name="longest">Longest wait of all.</param>
    /// <param name="random">Where the jitter comes from.</param>
    /// <returns>A half to the whole of <paramref name="first"/> · 5^(attempt−1), at most <paramref name="longest"/>; uniform.</returns>
    public static TimeSpan OfJob(int attempt, TimeSpan first, TimeSpan longest, Random random) =>
        Jittered(Ceiling(attempt, first, longest, JobGrowth), random);

    /// <param name="failures">Rounds that failed one after the other, from 1.</param>
    /// <param name="first">Longest wait after the first of them.</param>
    /// <param name="longest">Longest wait of all.</param>
    /// <param name="random">Where the jitter comes from.</param>
    /// <returns>A half to the whole of <paramref name="first"/> · 2^(failures−1), at most <paramref name="longest"/>; uniform.</returns>
    public static TimeSpan OfLoop(int failures, TimeSpan first, TimeSpan longest, Random random) =>
        Jittered(Ceiling(failures, first, longest, LoopGrowth), random);

    private static TimeSpan Jittered(TimeSpan ceiling, Random random) => ceiling * (0.5 + (random.NextDouble() / 2));

    private static TimeSpan Ceiling(int attempt, TimeSpan first, TimeSpan longest, double growth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        var grown = first.TotalSeconds * Math.Pow(growth, Math.Min(attempt - 1, MostSteps));
        return grown < longest.TotalSeconds ? TimeSpan.FromSeconds(grown) : longest;
    }
}
