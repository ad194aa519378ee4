using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>
/// Where the claims begin to look, band by band. A floor is only a hint: it spares the claims the way over rows that are done with, and the
/// look that raises it sees every queued job, also one below it.
/// </summary>
public sealed class ClaimFloors(NpgsqlDataSource database)
{
    /// <summary>Jobs that a floor rises over at once.</summary>
    private const long Step = 200;

    private static readonly string Raise = SqlFile.Read("Jobs.raise_floors");

    /// <summary>Raises each floor to the first job that waits, or to the horizon; sets it back where a job came late below it.</summary>
    /// <param name="horizon">A number such that whoever got a smaller one has committed by now, or comes late.</param>
    /// <returns>The number that the next job gets at least.</returns>
    public async Task<long> RaiseAsync(long horizon, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(Raise, new { horizon, step = Step }, cancellationToken: cancellationToken));
    }
}
