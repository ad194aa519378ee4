using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>Keeps the tables of the jobs in order.</summary>
public sealed class JobHousekeeping(NpgsqlDataSource database)
{
    private static readonly string PrepareMonths = SqlFile.Read("Jobs.prepare_finished_months");
    private static readonly string DropMonths = SqlFile.Read("Jobs.drop_finished_months");

    /// <summary>Makes the partitions that settled jobs of this month and of the next ones go to.</summary>
    /// <param name="ahead">Months to come, 0 or more.</param>
    public async Task PrepareMonthsAsync(int ahead, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(PrepareMonths, new { ahead }, cancellationToken: cancellationToken));
    }

    /// <summary>Drops the partitions of months that ended longer ago than <paramref name="keep"/>. A long read of them delays it to the next time.</summary>
    /// <returns>Names of the dropped tables; null where a read was in the way.</returns>
    public async Task<IReadOnlyList<string>?> DropMonthsAsync(TimeSpan keep, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            return (await connection.QueryAsync<string>(new CommandDefinition(DropMonths, new { keep }, cancellationToken: cancellationToken))).AsList();
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return null;
        }
    }
}
