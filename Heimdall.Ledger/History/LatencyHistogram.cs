namespace Heimdall.Ledger.History;

/// <summary>
/// How many of some jobs took how long, in the buckets of <c>heimdall.latency_bucket</c>: bucket b holds 2^(b/8)…2^((b+1)/8) milliseconds.
/// A quantile is interpolated within its bucket on the logarithmic scale: it is off by 9 % at most, the width of a bucket, and by far less
/// where a bucket holds many.
/// </summary>
public sealed class LatencyHistogram
{
    private const double BucketsPerOctave = 8;

    private readonly SortedDictionary<int, long> _jobs = [];

    /// <summary>Jobs in all buckets.</summary>
    public long Count { get; private set; }

    public void Add(int bucket, long jobs)
    {
        _jobs[bucket] = _jobs.GetValueOrDefault(bucket) + jobs;
        Count += jobs;
    }

    /// <summary>The time that a share of the jobs did not exceed.</summary>
    /// <param name="share">0…1, such as 0.95.</param>
    /// <returns>Milliseconds, to three decimals; null without any job.</returns>
    public double? QuantileMs(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(share is >= 0 and <= 1, true);
        var rank = share * Count;
        var before = 0L;
        foreach (var (bucket, jobs) in _jobs)
        {
            if (before + jobs >= rank)
            {
                return Math.Round(Math.Pow(2, (bucket + ((rank - before) / jobs)) / BucketsPerOctave), 3);
            }

            before += jobs;
        }

        return null;
    }
}
