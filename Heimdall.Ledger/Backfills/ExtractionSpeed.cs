namespace Heimdall.Ledger.Backfills;

/// <summary>
/// How quick the recent jobs were: seconds a byte, by the ratio of the sums, with its error from how the jobs scatter around it
/// (Cochran 1977, Sampling Techniques, 6.4).
/// </summary>
/// <param name="Jobs">Jobs that were measured.</param>
/// <param name="Seconds">Σ d, the jobs' durations.</param>
/// <param name="Bytes">Σ b, the bytes they read.</param>
/// <param name="SecondsSquared">Σ d².</param>
/// <param name="BytesSquared">Σ b².</param>
/// <param name="SecondsBytes">Σ d·b.</param>
/// <param name="Slots">Jobs of backfills that the workers of now work on at once.</param>
internal sealed record ExtractionSpeed(
    long Jobs, double Seconds, double Bytes, double SecondsSquared, double BytesSquared, double SecondsBytes, long Slots)
{
    /// <summary>Fewer say nothing about how much they scatter.</summary>
    public const int LeastJobs = 3;

    // Of the normal distribution: 95 % lie within.
    private const double StandardErrors = 1.96;

    /// <summary>What so much work takes.</summary>
    /// <param name="sessions">Jobs to come.</param>
    /// <param name="bytes">Bytes that they read, all together.</param>
    public BackfillEstimate Estimate(long sessions, double bytes)
    {
        if (sessions == 0)
        {
            return new BackfillEstimate(0, 0, 0, Jobs, Slots, null);
        }

        if (WhyUnknown(bytes) is { } reason)
        {
            return new BackfillEstimate(null, null, null, Jobs, Slots, reason);
        }

        var ratio = Seconds / Bytes;
        var residuals = Math.Max(0, SecondsSquared - (2 * ratio * SecondsBytes) + (ratio * ratio * BytesSquared));
        var jobVariance = residuals / (Jobs - 1);

        // Of the ratio, over all the bytes; and of each job to come, around it.
        var ratioError = Math.Sqrt(jobVariance / Jobs) / (Bytes / Jobs) * bytes;
        var error = StandardErrors * Math.Sqrt((ratioError * ratioError) + (sessions * jobVariance));
        var work = ratio * bytes;
        return new BackfillEstimate(work / Slots, Math.Max(0, work - error) / Slots, (work + error) / Slots, Jobs, Slots, null);
    }

    private string? WhyUnknown(double bytes) => this switch
    {
        { Jobs: < LeastJobs } => $"only {Jobs} jobs of this feature set version have completed lately; {LeastJobs} are needed to measure its speed",
        { Slots: 0 } => "no worker is running that takes backfills",
        _ when bytes <= 0 => "the sizes of the recordings are not known",
        _ => null,
    };
}
