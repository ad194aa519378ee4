using Dapper;
using Heimdall.Ledger.Features;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>
/// Stores the results of many jobs and ends them, in one transaction and one round trip whatever their number. Each is fenced by its own
/// lease.
/// </summary>
public sealed class JobSettlements(NpgsqlDataSource database)
{
    /// <summary>The state that <c>hold_all_leases</c> raises.</summary>
    private const string LeaseLostState = "HD001";

    private static readonly string HoldAll = SqlFile.Read("Jobs.hold_all_leases");
    private static readonly string Hold = SqlFile.Read("Jobs.hold_leases");
    private static readonly string Finish = SqlFile.Read("Jobs.finish_jobs");

    /// <summary>
    /// Writes all whose leases still hold, or, where the database refuses one of them, nothing: the caller then tries them one by one.
    /// </summary>
    /// <returns>The leases under which something was written. The others are lost, and nothing of theirs was written.</returns>
    /// <exception cref="PostgresException">The database refused one of them; none was written.</exception>
    public async Task<IReadOnlySet<Lease>> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await TryAllAsync(connection, settlements, cancellationToken)
            ? settlements.Select(settlement => settlement.Job.Lease).ToHashSet()
            : await SettleHeldAsync(connection, settlements, cancellationToken);
    }

    /// <summary>All at once, as nearly always: the fence, the rows and the commit in a single round trip.</summary>
    /// <returns>False where a lease is lost; nothing was written.</returns>
    private static async Task<bool> TryAllAsync(
        NpgsqlConnection connection, IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        // What goes to the server together without an explicit transaction is one.
        await using var batch = new NpgsqlBatch(connection);
        batch.AddLookUpByKey();
        batch.Add(
            HoldAll,
            ("ids", settlements.Select(settlement => settlement.Job.Id).ToArray()),
            ("tokens", settlements.Select(settlement => settlement.Job.LeaseToken).ToArray()));
        FeatureWriter.AddTo(batch, settlements);
        AddFinish(batch, settlements);
        await batch.PrepareAsync(cancellationToken);
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (PostgresException error) when (error.SqlState == LeaseLostState)
        {
            return false;
        }
    }

    private static async Task<IReadOnlySet<Lease>> SettleHeldAsync(
        NpgsqlConnection connection, IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var held = await HoldAsync(connection, transaction, settlements, cancellationToken);
        var mine = settlements.Where(settlement => held.Contains(settlement.Job.Lease)).ToList();
        if (mine.Count > 0)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            FeatureWriter.AddTo(batch, mine);
            AddFinish(batch, mine);
            await batch.PrepareAsync(cancellationToken);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return held;
    }

    private static async Task<HashSet<Lease>> HoldAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken)
    {
        var parameters = new
        {
            ids = settlements.Select(settlement => settlement.Job.Id).ToArray(),
            tokens = settlements.Select(settlement => settlement.Job.LeaseToken).ToArray(),
        };
        var rows = await connection.QueryAsync<(Guid JobId, long Token)>(new CommandDefinition(Hold, parameters, transaction, cancellationToken: cancellationToken));
        return [.. rows.Select(row => new Lease(row.JobId, row.Token))];
    }

    private static void AddFinish(NpgsqlBatch batch, IReadOnlyList<Settlement> settlements) => batch.Add(
        Finish,
        ("ids", settlements.Select(settlement => settlement.Job.Id).ToArray()),
        ("tokens", settlements.Select(settlement => settlement.Job.LeaseToken).ToArray()),
        ("statuses", settlements.Select(settlement => settlement.Status).ToArray()),
        ("error_kinds", settlements.Select(settlement => settlement.ErrorKind).ToArray()),
        ("error_messages", settlements.Select(settlement => settlement.ErrorMessage).ToArray()),
        ("statistics", settlements.Select(settlement => LedgerJson.Write(JobStatistics.Of(settlement.Result))).ToArray()),
        ("stages", settlements.Select(settlement => LedgerJson.Write(settlement.StagesMs)).ToArray()));
}
