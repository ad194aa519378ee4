using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Access;

/// <summary>Who did what, written down in the transaction that does it: an act without its entry cannot be.</summary>
internal static class AuditTrail
{
    private static readonly string Insert = SqlFile.Read("Access.insert_audit_entry");

    /// <inheritdoc cref="AuditLog.WriteAsync"/>
    public static async Task AddAsync<TDetail>(
        NpgsqlTransaction transaction, string actor, string action, string subject, TDetail detail, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction has ended.");
        var parameters = new { actor, action, subject, detail = LedgerJson.Write(detail) };
        await connection.ExecuteAsync(new CommandDefinition(Insert, parameters, transaction, cancellationToken: cancellationToken));
    }
}
