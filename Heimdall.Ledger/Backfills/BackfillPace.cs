namespace Heimdall.Ledger.Backfills;

/// <summary>How quickly a backfill goes now, and how long the rest takes at that pace.</summary>
/// <param name="PerSecond">Sessions a second, completed or failed; null where nothing was worked off yet.</param>
/// <param name="EtaSeconds">Null without a rate.</param>
/// <param name="EtaHighSeconds">Null also where the interval of the rate reaches down to zero.</param>
/// <param name="Reason">Why there is no rate; null where there is one.</param>
public sealed record BackfillPace(
    double? PerSecond, double? LowPerSecond, double? HighPerSecond, double? EtaSeconds, double? EtaLowSeconds, double? EtaHighSeconds, string? Reason)
{
    /// <summary>The rate is of the last five minutes.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>What the counts are kept by.</summary>
    public static readonly TimeSpan Bucket = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(2);

    // Of the normal distribution: 95 % lie within.
    private const double StandardErrors = 1.96;

    public static BackfillPace None(string reason) => new(null, null, null, null, null, null, reason);

    /// <summary>
    /// Counts a second, as a Poisson process whose variance is scaled by how the buckets scatter (never below 1): sessions come in
    /// batches of different lengths.
    /// </summary>
    /// <param name="buckets">Sessions worked off, by the beginning of their ten seconds.</param>
    /// <param name="since">When it began, or went on.</param>
    /// <param name="now">On the same clock.</param>
    /// <param name="remaining">Sessions that are left.</param>
    public static BackfillPace Of(IReadOnlyList<BackfillBucket> buckets, DateTimeOffset since, DateTimeOffset now, long remaining)
    {
        var begin = since > now - Window ? since : CeilingToBucket(now - Window);
        var seconds = (now - begin).TotalSeconds;
        var inWindow = buckets.Where(bucket => bucket.At + Bucket > begin).ToList();
        var count = inWindow.Sum(bucket => bucket.Jobs);
        if (count == 0 || now - begin < ShortestLook)
        {
            return None("nothing was worked off in the last minutes");
        }

        var error = StandardErrors * Math.Sqrt(count * Dispersion(inWindow, seconds));
        var (rate, low, high) = (count / seconds, Math.Max(0, count - error) / seconds, (count + error) / seconds);
        return new BackfillPace(rate, low, high, remaining / rate, remaining / high, low > 0 ? remaining / low : null, null);
    }

    /// <summary>Variance over mean of the counts by bucket, empty ones too; at least 1.</summary>
    private static double Dispersion(IReadOnlyList<BackfillBucket> buckets, double seconds)
    {
        var n = Math.Max(buckets.Count, (int)Math.Ceiling(seconds / Bucket.TotalSeconds));
        if (n < 2)
        {
            return 1;
        }

        var mean = (double)buckets.Sum(bucket => bucket.Jobs) / n;
        var empty = (n - buckets.Count) * mean * mean;
        var variance = (buckets.Sum(bucket => (bucket.Jobs - mean) * (bucket.Jobs - mean)) + empty) / (n - 1);
        return Math.Max(1, variance / mean);
    }

    private static DateTimeOffset CeilingToBucket(DateTimeOffset time) =>
        time.AddTicks((Bucket.Ticks - (time.UtcTicks % Bucket.Ticks)) % Bucket.Ticks);
}

/// <summary>Sessions worked off in ten seconds.</summary>
public sealed record BackfillBucket(DateTimeOffset At, long Jobs);
