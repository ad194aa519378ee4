using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Backfills;

/// <summary>The run of a task that consists of backfills: it begins with the first step of one, and ends with the last one's end.</summary>
internal static class BackfillTask
{
    private static readonly string Start = SqlFile.Read("Backfills.start_backfill_task");
    private static readonly string Lock = SqlFile.Read("Backfills.lock_backfill_task");
    private static readonly string Finish = SqlFile.Read("Backfills.finish_backfill_task");

    public static Task StartAsync(NpgsqlTransaction transaction, Guid taskRunId, CancellationToken cancellationToken) =>
        ExecuteAsync(transaction, Start, taskRunId, cancellationToken);

    public static async Task FinishAsync(NpgsqlTransaction transaction, Guid taskRunId, CancellationToken cancellationToken)
    {
        await ExecuteAsync(transaction, Lock, taskRunId, cancellationToken);
        await ExecuteAsync(transaction, Finish, taskRunId, cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlTransaction transaction, string statement, Guid taskRunId, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction has ended.");
        await connection.ExecuteAsync(new CommandDefinition(statement, new { task_run_id = taskRunId }, transaction, cancellationToken: cancellationToken));
    }
}
