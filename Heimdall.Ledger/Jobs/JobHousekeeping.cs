using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>Keeps the tables of the jobs in order.</summary>
public sealed class JobHousekeeping(NpgsqlDataSource database)
{
    private static readonly string PrepareMonths = SqlFile.Read("Jobs.prepare_finished_months");

    /// <summary>Makes the partitions that settled jobs of this month and of the next ones go to.</summary>
    /// <param name="ahead">Months to come, 0 or more.</param>
    public async Task PrepareMonthsAsync(int ahead, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(PrepareMonths, new { ahead }, cancellationToken: cancellationToken));
    }
}
