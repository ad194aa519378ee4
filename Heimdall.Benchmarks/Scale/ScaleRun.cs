using Heimdall.Ledger.Features;
using Npgsql;

namespace Heimdall.Benchmarks.Scale;

/// <summary>Asks every question at one size of the tables.</summary>
internal sealed class ScaleRun(NpgsqlDataSource database, int rounds)
{
    /// <summary>Enough for every claim that is measured.</summary>
    private const int JobsThatWait = 3000;

    private static readonly FeatureSetId _set = new(FeatureSetId.DefaultSet, 1);

    public async Task<IReadOnlyList<ScaleFigure>> MeasureAsync(CancellationToken cancellationToken)
    {
        var (queue, lists, waiting) = (new QueueProbes(database, _set), new ListProbes(database), new WaitingJobs(database));
        var figures = new List<ScaleFigure>();
        await waiting.RemoveAsync(cancellationToken);
        await queue.SumUpAsync(cancellationToken);
        await AskAsync(queue.Statistics);
        await queue.AddIncrementsAsync(cancellationToken);
        await AskAsync(queue.StatisticsUnderLoad);
        await queue.SumUpAsync(cancellationToken);
        await AskAsync(queue.Batches);

        await waiting.AddAsync(JobsThatWait, cancellationToken);
        try
        {
            await AskAsync(queue.Jobs);
            await AskAsync(lists.Sessions);
            await AskAsync(await lists.JobsAsync(cancellationToken));
        }
        finally
        {
            await waiting.RemoveAsync(CancellationToken.None);
        }

        return figures;

        async Task AskAsync(IEnumerable<ScaleProbe> probes)
        {
            foreach (var probe in probes)
            {
                figures.Add(new ScaleFigure(probe.Name, probe.TargetMs, await probe.MeasureAsync(rounds, cancellationToken)));
            }
        }
    }
}

/// <summary>What a question took.</summary>
/// <param name="TargetMs">What its median may take with a million sessions; null where nothing is said.</param>
internal sealed record ScaleFigure(string Name, double? TargetMs, Latencies Ms);
