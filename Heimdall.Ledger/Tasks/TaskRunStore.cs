using Dapper;
using Heimdall.Ledger.Access;
using Npgsql;

namespace Heimdall.Ledger.Tasks;

/// <summary>The runs of tasks: requested by an admin, or due by the clock. A run belongs to the worker whose lease it carries.</summary>
public sealed class TaskRunStore(NpgsqlDataSource database)
{
    /// <summary>Workers that may try a run before it is given up.</summary>
    private const int MaxAttempts = 5;

    private static readonly string Latest = SqlFile.Read("Tasks.list_latest_runs");
    private static readonly string Request = SqlFile.Read("Tasks.request_task");
    private static readonly string StartDue = SqlFile.Read("Tasks.start_due_task");
    private static readonly string ClaimRequested = SqlFile.Read("Tasks.claim_requested_task");
    private static readonly string Renew = SqlFile.Read("Tasks.renew_task");
    private static readonly string Release = SqlFile.Read("Tasks.release_task");
    private static readonly string List = SqlFile.Read("Tasks.list_tasks");
    private static readonly string Finish = SqlFile.Read("Tasks.finish_task");
    private static readonly string Find = SqlFile.Read("Tasks.find_task");

    /// <summary>Queues a run for the next free worker, and writes down who asked.</summary>
    public async Task<TaskRun> RequestAsync<TParameters>(string task, TParameters parameters, string requestedBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var values = new { id = Guid.CreateVersion7(), task, parameters = LedgerJson.Write(parameters), requested_by = requestedBy };
        var run = await connection.QuerySingleAsync<TaskRun>(new CommandDefinition(Request, values, transaction, cancellationToken: cancellationToken));
        await AuditLog.WriteAsync(transaction, requestedBy, $"task.{task}", $"task/{run.Id}", parameters, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return run;
    }

    /// <summary>Starts the run of a slot of the clock, for whichever worker comes first.</summary>
    /// <returns>The run, or null where another worker has the slot.</returns>
    public async Task<TaskRun?> StartDueAsync<TParameters>(
        string task, DateTimeOffset dueAt, TParameters parameters, string worker, TimeSpan leaseDuration, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var values = new { id = Guid.CreateVersion7(), task, due_at = dueAt, parameters = LedgerJson.Write(parameters), worker, lease = leaseDuration };
        return await connection.QuerySingleOrDefaultAsync<TaskRun>(new CommandDefinition(StartDue, values, cancellationToken: cancellationToken));
    }

    /// <summary>Takes the oldest requested run, or one whose worker is gone.</summary>
    /// <returns>The run, or null where nothing waits.</returns>
    public async Task<TaskRun?> ClaimRequestedAsync(IReadOnlyCollection<string> tasks, string worker, TimeSpan leaseDuration, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var values = new { tasks = tasks.ToArray(), worker, lease = leaseDuration, max_attempts = MaxAttempts };
        return await connection.QuerySingleOrDefaultAsync<TaskRun>(new CommandDefinition(ClaimRequested, values, cancellationToken: cancellationToken));
    }

    /// <summary>Says that the run goes on.</summary>
    /// <returns>False where another worker has the run by now.</returns>
    public async Task<bool> RenewAsync(TaskRun run, TimeSpan leaseDuration, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var values = new { id = run.Id, attempt = run.Attempt, lease = leaseDuration };
        return await connection.ExecuteAsync(new CommandDefinition(Renew, values, cancellationToken: cancellationToken)) == 1;
    }

    /// <summary>Gives a run back because its worker shuts down: another one takes it at once, and no attempt is spent.</summary>
    /// <returns>False where another worker has the run by now: nothing was written.</returns>
    public async Task<bool> ReleaseAsync(TaskRun run, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var values = new { id = run.Id, attempt = run.Attempt };
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(Release, values, cancellationToken: cancellationToken)) == 1;
    }

    /// <summary>Ends a run with its result.</summary>
    /// <returns>False where another worker has the run by now: nothing was written.</returns>
    public Task<bool> SucceedAsync<TResult>(TaskRun run, TResult result, CancellationToken cancellationToken) =>
        FinishAsync(run, TaskRunStatus.Success, LedgerJson.Write(result), null, cancellationToken);

    /// <summary>Ends a run with what went wrong.</summary>
    /// <returns>False where another worker has the run by now: nothing was written.</returns>
    public Task<bool> FailAsync(TaskRun run, string error, CancellationToken cancellationToken) =>
        FinishAsync(run, TaskRunStatus.Error, null, MessageText.Fit(error), cancellationToken);

    public async Task<TaskRun?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<TaskRun>(new CommandDefinition(Find, new { id }, cancellationToken: cancellationToken));
    }

    /// <summary>Lists runs, the latest first.</summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of this list.</exception>
    public async Task<Page<TaskRun>> ListAsync(TaskRunFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var before = Cursor.Id(cursor);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var values = new { before, task = filter.Task, status = filter.Status, limit = limit + 1 };
        var rows = await connection.QueryAsync<TaskRun>(new CommandDefinition(List, values, cancellationToken: cancellationToken));
        return Page<TaskRun>.Cut(rows.AsList(), limit, run => Cursor.Of(run.Id));
    }

    private async Task<bool> FinishAsync(TaskRun run, string status, string? result, string? error, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var values = new { id = run.Id, attempt = run.Attempt, status, result, error };
        return await connection.ExecuteAsync(new CommandDefinition(Finish, values, cancellationToken: cancellationToken)) == 1;
    }

    /// <summary>The latest run of each of these tasks that has run, in this order.</summary>
    public async Task<IReadOnlyList<TaskRun>> ListLatestAsync(IReadOnlyCollection<string> tasks, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<TaskRun>(new CommandDefinition(Latest, new { tasks = tasks.ToArray() }, cancellationToken: cancellationToken))).AsList();
    }
}
