using System.Diagnostics;
using Heimdall.Extractor.Queue;
using Heimdall.Ledger.Jobs;
using Npgsql;

namespace Heimdall.Benchmarks.Queue;

/// <summary>Claiming alone and settling alone, in full batches by one caller: where the time of a job goes.</summary>
internal sealed class BatchPhases(NpgsqlDataSource database)
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(10);
    private static readonly Dictionary<string, double> _noStages = [];

    /// <returns>How long claiming all took, and settling all.</returns>
    public async Task<(TimeSpan Claiming, TimeSpan Settling)> RunAsync(int jobs, CancellationToken cancellationToken)
    {
        var queue = new JobQueue(database);
        var claimed = new List<ClaimedJob>(jobs);
        var started = Stopwatch.GetTimestamp();
        while (await queue.ClaimAsync("batches", SettlementWriter.MostJobs, [QueueSeed.Set], _lease, cancellationToken) is { Count: > 0 } batch)
        {
            claimed.AddRange(batch);
        }

        var claiming = Stopwatch.GetElapsedTime(started);
        var settlements = new JobSettlements(database);
        started = Stopwatch.GetTimestamp();
        foreach (var batch in claimed.Chunk(SettlementWriter.MostJobs))
        {
            await settlements.SettleAsync([.. batch.Select(job => new Settlement(job, NoWork.ResultOf(job), _noStages))], cancellationToken);
        }

        return (claiming, Stopwatch.GetElapsedTime(started));
    }
}
