using Dapper;
using Npgsql;

namespace Heimdall.Ledger.History;

/// <summary>How the jobs went lately: what was queued, what ended and how long it took, and what had not ended.</summary>
public sealed class JobHistory(NpgsqlDataSource database)
{
    private static readonly string Compact = SqlFile.Read("History.compact_job_history");
    private static readonly string Recount = SqlFile.Read("History.recount_jobs");

    /// <summary>One round trip, and by that one transaction: both look at the same moment's steps.</summary>
    private static readonly string Read = string.Join(";\n", SqlFile.Read("History.read_job_history"), SqlFile.Read("History.read_job_latencies"));

    /// <summary>Reads a window up to now.</summary>
    /// <param name="window">How far back, in which steps.</param>
    /// <param name="featureSet">The name of the feature set whose jobs are looked at, in all its versions; null for all jobs.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<JobHistoryReport> ReadAsync(HistoryWindow window, string? featureSet, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { step = window.Step, steps = window.Steps, feature_set = featureSet };
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(Read, parameters, cancellationToken: cancellationToken));
        var counts = (await answers.ReadAsync<HistoryCount>()).AsList();
        var latencies = (await answers.ReadAsync<LatencyCount>()).AsList();
        return JobHistoryReport.Of(window, counts, latencies);
    }

    /// <summary>Replaces the increments so far by their sums, and forgets what no window shows. Skips what another one compacts at this moment.</summary>
    /// <returns>How many rows were there.</returns>
    public async Task<long> CompactAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(Compact, cancellationToken: cancellationToken));
    }

    /// <summary>Counts the jobs anew. Slow; what the history equals as long as nothing was pruned.</summary>
    internal async Task<IReadOnlyList<HistoryTotal>> RecountAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<HistoryTotal>(new CommandDefinition(Recount, new { from }, cancellationToken: cancellationToken))).AsList();
    }
}

/// <summary>What was done in a step, in a lane; outcome <c>live</c> at the time of the look for what has not ended.</summary>
internal sealed record HistoryCount(DateTimeOffset At, string Lane, string Outcome, long Jobs);

/// <summary>How many jobs that ended in a step took as long as a bucket says.</summary>
/// <param name="Kind"><c>wait</c> or <c>run</c>.</param>
internal sealed record LatencyCount(DateTimeOffset At, string Kind, int Bucket, long Jobs);

/// <summary>Jobs of an outcome and a lane.</summary>
internal sealed record HistoryTotal(string Outcome, string Lane, long Jobs);
