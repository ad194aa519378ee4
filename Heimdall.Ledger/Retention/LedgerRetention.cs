using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Retention;

/// <summary>
/// Deletes what is done with and old, in batches that nobody waits for. What an operator decided (the audit log, backfills) and what was
/// measured is never deleted.
/// </summary>
public sealed class LedgerRetention(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Rows that one statement deletes at most.</summary>
    internal const int BatchSize = 5000;

    /// <summary>Statements that one call runs for a table at most; the next call goes on.</summary>
    private const int MostBatches = 200;

    /// <summary>Whoever has a task by the clock says so every few minutes; what nobody says any more is of an earlier version or other settings.</summary>
    private static readonly TimeSpan SchedulesUntold = TimeSpan.FromHours(1);

    private static readonly string DeleteFinishedJobs = SqlFile.Read("Retention.delete_old_finished_jobs");
    private static readonly string DeleteAttempts = SqlFile.Read("Retention.delete_orphaned_attempts");
    private static readonly string DeleteTaskRuns = SqlFile.Read("Retention.delete_old_task_runs");
    private static readonly string DeleteWorkers = SqlFile.Read("Retention.delete_gone_workers");
    private static readonly string DeleteAlerts = SqlFile.Read("Retention.delete_resolved_alerts");
    private static readonly string DeleteSchedules = SqlFile.Read("Retention.delete_forgotten_schedules");

    /// <summary>Deletes what is older than it is kept.</summary>
    public async Task<RetentionReport> DeleteAsync(RetentionPeriods keep, CancellationToken cancellationToken)
    {
        var jobs = await DeleteAsync(DeleteFinishedJobs, keep.FinishedJobs, cancellationToken);
        return new RetentionReport(
            jobs,
            await DeleteAttemptsAsync(keep.FinishedJobs, cancellationToken),
            await DeleteAsync(DeleteTaskRuns, keep.TaskRuns, cancellationToken),
            await DeleteAsync(DeleteWorkers, keep.Workers, cancellationToken),
            await DeleteAsync(DeleteAlerts, keep.ResolvedAlerts, cancellationToken),
            await DeleteAsync(DeleteSchedules, SchedulesUntold, cancellationToken));
    }

    private async Task<long> DeleteAsync(string statement, TimeSpan keep, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { keep, before = IdAt(keep), limit = BatchSize };
        var total = 0L;
        for (var batch = 0; batch < MostBatches; batch++)
        {
            var deleted = await connection.ExecuteAsync(new CommandDefinition(statement, parameters, cancellationToken: cancellationToken));
            total += deleted;
            if (deleted < BatchSize)
            {
                break;
            }
        }

        return total;
    }

    /// <summary>Deletes the attempts of jobs that are gone.</summary>
    private async Task<long> DeleteAttemptsAsync(TimeSpan keep, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (total, after, before) = (0L, Guid.Empty, IdAt(keep));
        for (var batch = 0; batch < MostBatches; batch++)
        {
            var look = await connection.QuerySingleAsync<Look>(
                new CommandDefinition(DeleteAttempts, new { after, before, limit = BatchSize }, cancellationToken: cancellationToken));
            total += look.Deleted;
            if (look.Examined < BatchSize || look.Last is not { } last)
            {
                break;
            }

            after = last;
        }

        return total;
    }

    /// <summary>Ids from before that time are smaller.</summary>
    private Guid IdAt(TimeSpan ago) => Guid.CreateVersion7(time.GetUtcNow() - ago);

    private sealed record Look(long Examined, long Deleted, Guid? Last);
}

/// <summary>How long what is done with is kept.</summary>
/// <param name="FinishedJobs">Settled jobs and their attempts; a month goes when all of it is older.</param>
/// <param name="Workers">Workers that stopped, or fell silent.</param>
public sealed record RetentionPeriods(TimeSpan FinishedJobs, TimeSpan TaskRuns, TimeSpan Workers, TimeSpan ResolvedAlerts);

/// <summary>Rows that were deleted.</summary>
public sealed record RetentionReport(long FinishedJobs, long JobAttempts, long TaskRuns, long Workers, long Alerts, long Schedules);
