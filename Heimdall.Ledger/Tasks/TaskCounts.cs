using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Tasks;

/// <summary>
/// How many background tasks have ended, ever: jobs and runs of tasks, counted by the transactions that end them. Pruning their rows takes
/// nothing from the counts.
/// </summary>
public sealed class TaskCounts(NpgsqlDataSource database)
{
    private static readonly string Sum = SqlFile.Read("Tasks.sum_task_counts");
    private static readonly string Compact = SqlFile.Read("Tasks.compact_task_counts");
    private static readonly string Recount = SqlFile.Read("Tasks.recount_tasks");

    /// <summary>Reads the counts that the transactions keep.</summary>
    public Task<TaskStatistics> ReadAsync(CancellationToken cancellationToken) => QueryAsync(Sum, cancellationToken);

    /// <summary>Counts every row anew. Slow; what <see cref="ReadAsync"/> equals as long as nothing was pruned.</summary>
    internal Task<TaskStatistics> RecountAsync(CancellationToken cancellationToken) => QueryAsync(Recount, cancellationToken);

    /// <summary>Replaces the increments so far by their sums. Skips what another one compacts at this moment.</summary>
    /// <returns>How many rows were there.</returns>
    public async Task<long> CompactAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(Compact, cancellationToken: cancellationToken));
    }

    private async Task<TaskStatistics> QueryAsync(string statement, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleAsync<TaskStatistics>(new CommandDefinition(statement, cancellationToken: cancellationToken));
    }
}

/// <summary>The background tasks that have ended.</summary>
/// <param name="Successful">Completed jobs and successful runs.</param>
/// <param name="Failed">Failed and cancelled jobs, and runs that ended with an error.</param>
/// <param name="Executed">Of all of them, those that ran; a job that was cancelled has no execution time.</param>
/// <param name="ExecutionMs">Milliseconds that those ran together, each its last attempt.</param>
public sealed record TaskStatistics(long Successful, long Failed, long Executed, double ExecutionMs)
{
    public long Total => Successful + Failed;

    /// <summary>Percent of the tasks that succeeded, to two decimals; 0 without any.</summary>
    public double SuccessRatePercent => Total == 0 ? 0 : (double)Math.Round(100m * Successful / Total, 2, MidpointRounding.AwayFromZero);

    /// <summary>Mean milliseconds of those that ran, to two decimals; 0 without any.</summary>
    public double AverageExecutionTimeMs => Executed == 0 ? 0 : Math.Round(ExecutionMs / Executed, 2, MidpointRounding.AwayFromZero);
}
