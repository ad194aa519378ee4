using Dapper;
using Heimdall.Ledger.Access;
using Heimdall.Ledger.Tasks;
using Npgsql;

namespace Heimdall.Ledger.Backfills;

/// <summary>The backfills: planned, under way, ended.</summary>
public sealed class BackfillStore(NpgsqlDataSource database)
{
    private static readonly string Insert = SqlFile.Read("Backfills.insert_backfill");
    private static readonly string Find = SqlFile.Read("Backfills.find_backfill");
    private static readonly string List = SqlFile.Read("Backfills.list_backfills");
    private static readonly string ListOutcomes = SqlFile.Read("Backfills.list_backfill_outcomes");
    private static readonly string ListBuckets = SqlFile.Read("Backfills.list_backfill_buckets");
    private static readonly string CountLive = SqlFile.Read("Backfills.count_backfill_live_jobs");
    private static readonly string RequestTask = SqlFile.Read("Tasks.request_task");

    /// <summary>Plans a backfill. Nothing is queued before it is started.</summary>
    public async Task<Backfill> CreateAsync(NewBackfill asked, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var backfill = await InsertAsync(transaction, asked, null, cancellationToken);
        await AuditLog.WriteAsync(transaction, asked.RequestedBy, "backfill.create", $"backfill/{backfill.Id}", Described(asked), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return backfill;
    }

    /// <summary>Plans and starts backfills as one task, whose run ends with the last of them.</summary>
    /// <returns>The task's run.</returns>
    public async Task<TaskRun> StartAllAsync(IReadOnlyList<NewBackfill> asked, string requestedBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var parameters = new { backfills = asked.Select(Described).ToList() };
        var values = new { id = Guid.CreateVersion7(), task = TaskName.BackfillAll, parameters = LedgerJson.Write(parameters), requested_by = requestedBy };
        var run = await connection.QuerySingleAsync<TaskRun>(new CommandDefinition(RequestTask, values, transaction, cancellationToken: cancellationToken));
        var ids = new List<Guid>();
        foreach (var one in asked)
        {
            var backfill = await InsertAsync(transaction, one, run.Id, cancellationToken);
            await BackfillControl.SetStateAsync(transaction, backfill.Id, BackfillState.Running, null, cancellationToken);
            ids.Add(backfill.Id);
        }

        await AuditLog.WriteAsync(transaction, requestedBy, "features.backfill_all", $"task/{run.Id}", new { Backfills = ids }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return run;
    }

    public async Task<Backfill?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Backfill>(new CommandDefinition(Find, new { id }, cancellationToken: cancellationToken));
    }

    /// <summary>Lists backfills, the latest first.</summary>
    /// <param name="state">One of <see cref="BackfillState"/>; null: all.</param>
    /// <exception cref="InvalidCursorException">The cursor is not one of this list.</exception>
    public async Task<Page<Backfill>> ListAsync(string? state, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var before = Cursor.Id(cursor);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Backfill>(
            new CommandDefinition(List, new { state, before, limit = limit + 1 }, cancellationToken: cancellationToken));
        return Page<Backfill>.Cut(rows.AsList(), limit, backfill => Cursor.Of(backfill.Id));
    }

    /// <summary>Reads how far a backfill is, from counts that the transactions keep: its finished jobs may be pruned long since.</summary>
    public async Task<BackfillProgress> ReadProgressAsync(Backfill backfill, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        CommandDefinition Command(string statement) => new(statement, new { id = backfill.Id, window = BackfillPace.Window }, cancellationToken: cancellationToken);
        var live = await connection.QuerySingleAsync<LiveJobs>(Command(CountLive));
        var outcomes = (await connection.QueryAsync<BackfillOutcome>(Command(ListOutcomes))).AsList();
        var buckets = (await connection.QueryAsync<BackfillBucket>(Command(ListBuckets))).AsList();
        return new BackfillProgress(live.Waiting, live.Extracting, outcomes, PaceOf(backfill, live, buckets));
    }

    private static BackfillPace PaceOf(Backfill backfill, LiveJobs live, IReadOnlyList<BackfillBucket> buckets) => backfill switch
    {
        { State: BackfillState.Running, ResumedAt: { } since } =>
            BackfillPace.Of(buckets, since, live.At, BackfillProgress.Remaining(backfill, live.Waiting + live.Extracting)),
        _ => BackfillPace.None($"the backfill is {backfill.State}"),
    };

    private static async Task<Backfill> InsertAsync(NpgsqlTransaction transaction, NewBackfill asked, Guid? taskRunId, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction has ended.");
        var plan = await BackfillPlanner.PlanAsync(connection, transaction, asked, cancellationToken);
        var values = new
        {
            id = Guid.CreateVersion7(),
            feature_set = asked.Set.Name,
            feature_version = asked.Set.Version,
            from_time = asked.FromTime,
            to_time = asked.ToTime,
            station_id = asked.StationId,
            batch_size = asked.BatchSize,
            max_batches = asked.MaxBatches,
            requested_by = asked.RequestedBy,
            planned_sessions = plan.Sessions,
            planned_measurements = plan.Measurements,
            planned_bytes = plan.Bytes,
            estimate = LedgerJson.Write(plan.Estimate),
            task_run_id = taskRunId,
        };
        return await connection.QuerySingleAsync<Backfill>(new CommandDefinition(Insert, values, transaction, cancellationToken: cancellationToken));
    }

    private static object Described(NewBackfill asked) => new
    {
        FeatureSet = asked.Set.Name,
        FeatureVersion = asked.Set.Version,
        From = asked.FromTime,
        To = asked.ToTime,
        asked.StationId,
        asked.BatchSize,
        asked.MaxBatches,
    };

    private sealed record LiveJobs(long Waiting, long Extracting, DateTimeOffset At);
}
