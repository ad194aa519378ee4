using Dapper;
using Heimdall.Ledger.Features;
using Npgsql;

namespace Heimdall.Ledger.Backfills;

/// <summary>
/// Moves running backfills on. A step is one transaction: the jobs it inserts, the cursor and the counts are there together or not at
/// all, so whatever dies in between, the next step goes on from the right place.
/// </summary>
public sealed class BackfillSteps(NpgsqlDataSource database)
{
    /// <summary>Batches of jobs that are in flight at most: one that the workers are at, and one ready behind it.</summary>
    private const int BatchesInFlight = 2;

    /// <summary>Recordings that one step looks at, at most, where not all of them match.</summary>
    private const int MostExamined = 5000;

    /// <summary>Increments of the counts from which on they are summed up.</summary>
    private const int MostIncrements = 500;

    private static readonly string ListToStep = SqlFile.Read("Backfills.list_backfills_to_step");
    private static readonly string LockToStep = SqlFile.Read("Backfills.lock_backfill_to_step");
    private static readonly string FindCurrent = SqlFile.Read("Features.find_current_feature_set");
    private static readonly string SumOutcomes = SqlFile.Read("Backfills.sum_backfill_outcomes");
    private static readonly string HasLiveJobs = SqlFile.Read("Backfills.backfill_has_live_jobs");
    private static readonly string HasMore = SqlFile.Read("Backfills.backfill_has_more");
    private static readonly string Exhaust = SqlFile.Read("Backfills.exhaust_backfill");
    private static readonly string Touch = SqlFile.Read("Backfills.touch_backfill");
    private static readonly string Step = SqlFile.Read("Backfills.step_backfill");
    private static readonly string Compact = SqlFile.Read("Backfills.compact_backfill_outcomes");
    private static readonly string ListToSweep = SqlFile.Read("Backfills.list_backfills_to_sweep");
    private static readonly string CancelJobs = SqlFile.Read("Backfills.cancel_backfill_jobs");

    /// <summary>The running backfills, the one that waits longest first.</summary>
    public async Task<IReadOnlyList<Guid>> ListRunningAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<Guid>(new CommandDefinition(ListToStep, new { limit }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Moves a backfill on, unless another stepper is at it.</summary>
    public async Task<BackfillStep> StepAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var backfill = await connection.QuerySingleOrDefaultAsync<Backfill>(
            new CommandDefinition(LockToStep, new { id }, transaction, cancellationToken: cancellationToken));
        if (backfill is null)
        {
            return new BackfillStep.NotMine();
        }

        var step = await StepAsync(connection, transaction, backfill, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return step;
    }

    /// <summary>Cancels jobs that were given back after their backfill was cancelled.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var cancelled = 0L;
        foreach (var id in await connection.QueryAsync<Guid>(new CommandDefinition(ListToSweep, cancellationToken: cancellationToken)))
        {
            cancelled += await connection.ExecuteScalarAsync<long>(new CommandDefinition(CancelJobs, new { id }, cancellationToken: cancellationToken));
        }

        return cancelled;
    }

    /// <summary>Sums up the counts of all backfills.</summary>
    /// <returns>How many increments were there.</returns>
    public async Task<long> CompactAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(Compact, new { id = (Guid?)null }, cancellationToken: cancellationToken));
    }

    private static async Task<BackfillStep> StepAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Backfill backfill, CancellationToken cancellationToken)
    {
        CommandDefinition Command(string statement, object parameters) => new(statement, parameters, transaction, cancellationToken: cancellationToken);
        var itself = new { id = backfill.Id };
        if (backfill.TaskRunId is { } run)
        {
            await BackfillTask.StartAsync(transaction, run, cancellationToken);
        }

        var current = await connection.QuerySingleOrDefaultAsync<RegisteredFeatureSet>(Command(FindCurrent, new { feature_set = backfill.FeatureSet }));
        if (current?.Id != backfill.Set)
        {
            // Workers that compute the older version are going away: its jobs would wait for ever.
            return await EndAsync(transaction, backfill, BackfillState.Stopped, BackfillStopReason.Superseded, cancellationToken);
        }

        var outcomes = await connection.QuerySingleAsync<Outcomes>(Command(SumOutcomes, itself));
        if (outcomes.Rows > MostIncrements)
        {
            await connection.ExecuteAsync(Command(Compact, new { id = (Guid?)backfill.Id }));
        }

        var inFlight = backfill.Queued - outcomes.Settled;
        if (backfill.IsExhausted)
        {
            return inFlight <= 0 || !await connection.ExecuteScalarAsync<bool>(Command(HasLiveJobs, itself))
                ? await EndAsync(transaction, backfill, BackfillState.Completed, null, cancellationToken)
                : new BackfillStep.Waited();
        }

        var allowed = backfill.MaxFound - backfill.Found;
        if (allowed <= 0)
        {
            return await AtLimitAsync(connection, transaction, backfill, cancellationToken);
        }

        // Refilled from half a batch on: a step for every job that ends would cost more than the jobs.
        var room = Math.Min((backfill.BatchSize * BatchesInFlight) - inFlight, backfill.BatchSize);
        if (room < (backfill.BatchSize + 1) / 2)
        {
            await connection.ExecuteAsync(Command(Touch, itself));
            return new BackfillStep.Waited();
        }

        room = Math.Min(room, allowed);
        var done = await connection.QuerySingleAsync<Done>(Command(Step, Parameters(backfill, (int)room)));
        return new BackfillStep.Advanced(backfill, done.Found, done.Queued, done.Refused);
    }

    /// <summary>Its batches are taken: it stops where recordings are left, and waits for its last jobs where none are.</summary>
    private static async Task<BackfillStep> AtLimitAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Backfill backfill, CancellationToken cancellationToken)
    {
        if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition(HasMore, Parameters(backfill, 0), transaction, cancellationToken: cancellationToken)))
        {
            return await EndAsync(transaction, backfill, BackfillState.Stopped, BackfillStopReason.MaxBatches, cancellationToken);
        }

        await connection.ExecuteAsync(new CommandDefinition(Exhaust, new { id = backfill.Id }, transaction, cancellationToken: cancellationToken));
        return new BackfillStep.Waited();
    }

    private static async Task<BackfillStep> EndAsync(
        NpgsqlTransaction transaction, Backfill backfill, string state, string? stopReason, CancellationToken cancellationToken) =>
        new BackfillStep.Ended(await BackfillControl.SetStateAsync(transaction, backfill.Id, state, stopReason, cancellationToken));

    private static object Parameters(Backfill backfill, int room) => new
    {
        id = backfill.Id,
        feature_set = backfill.FeatureSet,
        feature_version = backfill.FeatureVersion,
        from_time = backfill.FromTime,
        station_id = backfill.StationId,
        cursor_start = backfill.CursorStart,
        cursor_id = backfill.CursorId,
        requested_by = backfill.RequestedBy,
        room,
        examine = backfill.StationId is null ? room : Math.Max(room, MostExamined),
    };

    private sealed record Outcomes(long Settled, long Rows);

    private sealed record Done(long Found, long Queued, long Refused, bool IsExhausted);
}

/// <summary>What a step did.</summary>
public abstract record BackfillStep
{
    private BackfillStep()
    {
    }

    /// <summary>Recordings were looked at; there may be more to do at once.</summary>
    public sealed record Advanced(Backfill Backfill, long Found, long Queued, long Refused) : BackfillStep;

    /// <summary>Enough jobs are in flight.</summary>
    public sealed record Waited : BackfillStep;

    /// <summary>The backfill has ended with this step.</summary>
    public sealed record Ended(Backfill Backfill) : BackfillStep;

    /// <summary>Another stepper is at it, or it does not run any more.</summary>
    public sealed record NotMine : BackfillStep;
}
