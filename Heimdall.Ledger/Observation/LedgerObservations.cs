using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Observation;

/// <summary>What an operator watches, read from the rows that decide it: the backlog, its age, the coverage.</summary>
public sealed class LedgerObservations(NpgsqlDataSource database)
{
    private static readonly string Observe = SqlFile.Read("Observation.observe_ledger");

    /// <summary>Reads all of it at one moment, in one statement.</summary>
    public async Task<IReadOnlyList<LedgerObservation>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<LedgerObservation>(new CommandDefinition(Observe, cancellationToken: cancellationToken))).AsList();
    }
}

/// <summary>One number.</summary>
/// <param name="Gauge">What it is, by the metric's name.</param>
/// <param name="Labels">Of what, in the order that the gauge names its labels.</param>
/// <param name="Value">In the gauge's unit.</param>
public sealed record LedgerObservation(string Gauge, string[] Labels, double Value);
