namespace Heimdall.Extractor.Queue;

/// <summary>
/// How long a job waits before it is tried again: exponential, with full jitter, so that jobs that failed together do not come back
/// together.
/// </summary>
internal static class RetryBackoff
{
    private const int MostDoublings = 30;

    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="first">Longest wait after the first attempt.</param>
    /// <param name="longest">Longest wait of all.</param>
    /// <param name="random">Where the jitter comes from.</param>
    /// <returns>Zero to <paramref name="first"/> · 2^(attempt−1), at most <paramref name="longest"/>; uniform.</returns>
    public static TimeSpan Delay(int attempt, TimeSpan first, TimeSpan longest, Random random) =>
        Ceiling(attempt, first, longest) * random.NextDouble();

    /// <summary>The longest wait after an attempt.</summary>
    public static TimeSpan Ceiling(int attempt, TimeSpan first, TimeSpan longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        var doubled = first.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, MostDoublings));
        return doubled < longest.TotalSeconds ? TimeSpan.FromSeconds(doubled) : longest;
    }
}
