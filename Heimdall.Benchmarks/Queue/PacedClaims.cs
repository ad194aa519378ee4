using System.Diagnostics;
using Heimdall.Ledger.Jobs;
using Npgsql;

namespace Heimdall.Benchmarks.Queue;

/// <summary>Claims one job at a time, so many a second, as a worker with a free slot does, and settles it.</summary>
internal sealed class PacedClaims(NpgsqlDataSource database)
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(1);
    private static readonly Dictionary<string, double> _noStages = [];

    /// <summary>Works off so many jobs. What was late is made up for, so that the rate is kept in the mean.</summary>
    /// <returns>How long each claim took, in milliseconds, the first one first.</returns>
    public async Task<IReadOnlyList<double>> RunAsync(int jobs, double perSecond, CancellationToken cancellationToken)
    {
        var queue = new JobQueue(database);
        var milliseconds = new List<double>(jobs);
        var began = Stopwatch.GetTimestamp();
        while (milliseconds.Count < jobs)
        {
            var early = TimeSpan.FromSeconds(milliseconds.Count / perSecond) - Stopwatch.GetElapsedTime(began);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, cancellationToken);
            }

            var started = Stopwatch.GetTimestamp();
            var claimed = await queue.ClaimAsync("paced", 1, [QueueSeed.Set], _lease, cancellationToken);
            var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            foreach (var job in claimed)
            {
                milliseconds.Add(took);
                await queue.SettleAsync(job, NoWork.ResultOf(job), _noStages, cancellationToken);
            }
        }

        return milliseconds;
    }
}
