using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Access;

/// <summary>Who did what, for the actions that change what others see.</summary>
public sealed class AuditLog(NpgsqlDataSource database)
{
    private static readonly string Insert = SqlFile.Read("Access.insert_audit_entry");

    /// <summary>Writes down what was just done. It takes no token: a caller who has gone by then has done it all the same.</summary>
    /// <param name="actor">Name of the key.</param>
    /// <param name="action">What was done, such as <c>session.extract.force</c>.</param>
    /// <param name="subject">What it was done to, such as <c>session/0198…</c>.</param>
    /// <param name="detail">Written as JSON; no secrets.</param>
    public async Task WriteAsync<TDetail>(string actor, string action, string subject, TDetail detail)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        var parameters = new { actor, action, subject, detail = LedgerJson.Write(detail) };
        await connection.ExecuteAsync(new CommandDefinition(Insert, parameters));
    }
}
