using System.Threading.RateLimiting;

namespace Heimdall.Extractor.Queue;

/// <summary>How many jobs may be started now, where a number a second is set. One caller at a time.</summary>
internal sealed class JobRate : IDisposable
{
    private const int MostRefillsPerSecond = 10;

    private readonly TokenBucketRateLimiter? _bucket;

    public JobRate(ExtractionOptions options)
    {
        if (options.JobsPerSecond == 0)
        {
            return;
        }

        var refill = Math.Max(1, options.JobsPerSecond / MostRefillsPerSecond);
        Period = TimeSpan.FromSeconds((double)refill / options.JobsPerSecond);
        _bucket = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = refill,
            TokensPerPeriod = refill,
            ReplenishmentPeriod = Period,
            QueueLimit = 0,
            AutoReplenishment = true,
        });
    }

    /// <summary>How long a refill takes; zero without a limit.</summary>
    public TimeSpan Period { get; }

    /// <summary>No job may be started before the next refill.</summary>
    public bool IsSpent => Allow(1) == 0;

    /// <summary>So many of those that are wanted.</summary>
    public int Allow(int wanted) =>
        _bucket?.GetStatistics() is { } bucket ? (int)Math.Min(wanted, bucket.CurrentAvailablePermits) : wanted;

    /// <summary>Jobs that were started, as many as were allowed at most.</summary>
    public void Spend(int jobs)
    {
        if (jobs > 0)
        {
            _bucket?.AttemptAcquire(jobs).Dispose();
        }
    }

    public void Dispose() => _bucket?.Dispose();
}
