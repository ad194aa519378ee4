using Dapper;
using Heimdall.Ledger.Access;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>
/// Ends a job because an operator asks for it. A queued one never starts; one that is worked on is gone from under its worker, which may
/// write nothing more and is told to stop. The recording counts as failed until somebody retries it.
/// </summary>
public sealed class JobCancellations(NpgsqlDataSource database)
{
    private static readonly string Lock = SqlFile.Read("Jobs.lock_job");
    private static readonly string Find = SqlFile.Read("Jobs.find_job");
    private static readonly string Cancel = SqlFile.Read("Jobs.cancel_jobs");

    /// <summary>Cancels a job. One that is being settled at this moment is waited for, and has one outcome: the worker's or this one.</summary>
    /// <param name="cancelledBy">Name of the key; written into the job and the audit log.</param>
    public async Task<JobCancelOutcome> CancelAsync(Guid id, string cancelledBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        CommandDefinition Command(string statement, object parameters) => new(statement, parameters, transaction, cancellationToken: cancellationToken);

        var status = await connection.QuerySingleOrDefaultAsync<string>(Command(Lock, new { id }));
        if (status is null)
        {
            return await connection.QuerySingleOrDefaultAsync<Job>(Command(Find, new { id })) is { } finished
                ? new JobCancelOutcome.Finished(finished)
                : new JobCancelOutcome.NotFound();
        }

        await CancelAsync(transaction, [id], null, cancelledBy, cancellationToken);
        var job = await connection.QuerySingleAsync<Job>(Command(Find, new { id }));
        await AuditLog.WriteAsync(transaction, cancelledBy, "job.cancel", $"job/{id}", new { Was = status, SessionId = job.RecordingSessionId }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new JobCancelOutcome.Cancelled(job);
    }

    /// <summary>Cancels what of these jobs is not being settled at this moment.</summary>
    /// <param name="status">Only those that are still in this state; null: all.</param>
    /// <returns>How many were cancelled.</returns>
    internal static Task<long> CancelAsync(
        NpgsqlTransaction transaction, Guid[] ids, string? status, string cancelledBy, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection ?? throw new InvalidOperationException("The act's transaction has ended.");
        var parameters = new { ids, status, error_message = $"Cancelled by {cancelledBy}" };
        return connection.ExecuteScalarAsync<long>(new CommandDefinition(Cancel, parameters, transaction, cancellationToken: cancellationToken));
    }
}

/// <summary>What became of asking for a cancellation.</summary>
public abstract record JobCancelOutcome
{
    private JobCancelOutcome()
    {
    }

    /// <summary>It is cancelled.</summary>
    public sealed record Cancelled(Job Job) : JobCancelOutcome;

    /// <summary>It had ended already, as it says.</summary>
    public sealed record Finished(Job Job) : JobCancelOutcome;

    /// <summary>There is no such job.</summary>
    public sealed record NotFound : JobCancelOutcome;
}
