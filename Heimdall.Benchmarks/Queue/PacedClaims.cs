using System.Diagnostics;
using Heimdall.Ledger.Jobs;
using Npgsql;

namespace Heimdall.Benchmarks.Queue;

/// <summary>Claims one job at a time, so many a second, as a worker with a free slot does, and settles it.</summary>
internal sealed class PacedClaims(NpgsqlDataSource database)
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(1);
    private static readonly Dictionary<string, double> _noStages = [];

    /// <returns>How long each claim took, in milliseconds.</returns>
    public async Task<Latencies> RunAsync(int claims, int perSecond, CancellationToken cancellationToken)
    {
        var queue = new JobQueue(database);
        var milliseconds = new List<double>(claims);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        while (milliseconds.Count < claims)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            var started = Stopwatch.GetTimestamp();
            var jobs = await queue.ClaimAsync("paced", 1, [QueueSeed.Set], _lease, cancellationToken);
            milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            foreach (var job in jobs)
            {
                await queue.SettleAsync(job, NoWork.ResultOf(job), _noStages, cancellationToken);
            }
        }

        return Latencies.Of(milliseconds);
    }
}
