using Dapper;
using Heimdall.Ledger.Access;
using Npgsql;

namespace Heimdall.Ledger.Backfills;

/// <summary>Starts, pauses, resumes and cancels backfills. Each is one transaction with what it does to the jobs and with its audit entry.</summary>
public sealed class BackfillControl(NpgsqlDataSource database)
{
    private static readonly string Lock = SqlFile.Read("Backfills.lock_backfill");
    private static readonly string SetState = SqlFile.Read("Backfills.set_backfill_state");
    private static readonly string Hold = SqlFile.Read("Backfills.hold_backfill_jobs");
    private static readonly string Release = SqlFile.Read("Backfills.release_backfill_jobs");
    private static readonly string CancelJobs = SqlFile.Read("Backfills.cancel_backfill_jobs");

    /// <summary>Begins a planned backfill.</summary>
    public Task<BackfillChange> StartAsync(Guid id, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(id, actor, "backfill.start", BackfillState.Running, [BackfillState.Planned], (_, _) => Task.CompletedTask, cancellationToken);

    /// <summary>Queues nothing more, and holds what is queued. What workers are at runs to its end.</summary>
    public Task<BackfillChange> PauseAsync(Guid id, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(id, actor, "backfill.pause", BackfillState.Paused, [BackfillState.Running], (transaction, token) => ExecuteAsync(transaction, Hold, id, token), cancellationToken);

    /// <summary>Goes on with a paused backfill, from where it was.</summary>
    public Task<BackfillChange> ResumeAsync(Guid id, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(id, actor, "backfill.resume", BackfillState.Running, [BackfillState.Paused], (transaction, token) => ExecuteAsync(transaction, Release, id, token), cancellationToken);

    /// <summary>Ends a backfill: nothing more is queued, and its queued jobs are cancelled. What workers are at runs to its end.</summary>
    public Task<BackfillChange> CancelAsync(Guid id, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            actor,
            "backfill.cancel",
            BackfillState.Cancelled,
            [BackfillState.Planned, BackfillState.Running, BackfillState.Paused],
            (transaction, token) => ExecuteAsync(transaction, CancelJobs, id, token),
            cancellationToken);

    internal static async Task<Backfill> SetStateAsync(NpgsqlTransaction transaction, Guid id, string state, string? stopReason, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction has ended.");
        var backfill = await connection.QuerySingleAsync<Backfill>(
            new CommandDefinition(SetState, new { id, state, stop_reason = stopReason }, transaction, cancellationToken: cancellationToken));
        if (backfill is { HasEnded: true, TaskRunId: { } run })
        {
            await BackfillTask.FinishAsync(transaction, run, cancellationToken);
        }

        return backfill;
    }

    private async Task<BackfillChange> ChangeAsync(
        Guid id,
        string actor,
        string action,
        string state,
        string[] from,
        Func<NpgsqlTransaction, CancellationToken, Task> withJobs,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var found = await connection.QuerySingleOrDefaultAsync<Backfill>(new CommandDefinition(Lock, new { id }, transaction, cancellationToken: cancellationToken));
        if (found is null)
        {
            return new BackfillChange.NotFound();
        }

        if (!from.Contains(found.State, StringComparer.Ordinal))
        {
            return found.State == state ? new BackfillChange.Made(found) : new BackfillChange.Refused(found);
        }

        var changed = await SetStateAsync(transaction, id, state, null, cancellationToken);
        await withJobs(transaction, cancellationToken);
        await AuditLog.WriteAsync(transaction, actor, action, $"backfill/{id}", new { found.State }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new BackfillChange.Made(changed);
    }

    private static async Task ExecuteAsync(NpgsqlTransaction transaction, string statement, Guid id, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction has ended.");
        await connection.ExecuteAsync(new CommandDefinition(statement, new { id }, transaction, cancellationToken: cancellationToken));
    }
}

/// <summary>What became of a change of a backfill.</summary>
public abstract record BackfillChange
{
    private BackfillChange()
    {
    }

    /// <summary>It is as asked, now or since earlier.</summary>
    public sealed record Made(Backfill Backfill) : BackfillChange;

    /// <summary>From its state there is no way to the one asked for.</summary>
    public sealed record Refused(Backfill Backfill) : BackfillChange;

    /// <summary>There is no such backfill.</summary>
    public sealed record NotFound : BackfillChange;
}
