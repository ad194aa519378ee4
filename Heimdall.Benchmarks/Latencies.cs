namespace Heimdall.Benchmarks;

/// <summary>How long something took, over many times, in milliseconds.</summary>
internal sealed record Latencies(int Count, double P50, double P95, double P99, double Max)
{
    private const int Decimals = 3;

    /// <summary>Nearest rank: each figure is one that was measured. All 0 where nothing was.</summary>
    public static Latencies Of(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        double Rank(double share) => sorted.Length == 0 ? 0 : Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)], Decimals);
        return new Latencies(sorted.Length, Rank(0.5), Rank(0.95), Rank(0.99), Rank(1));
    }
}
