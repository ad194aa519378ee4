using System.Globalization;
using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Access;

/// <summary>Who did what. An entry is written in the transaction of the act itself: neither is ever there without the other.</summary>
public sealed class AuditLog(NpgsqlDataSource database)
{
    private static readonly string Insert = SqlFile.Read("Access.insert_audit_entry");
    private static readonly string List = SqlFile.Read("Access.list_audit_entries");

    /// <summary>Lists the entries, the latest first.</summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of this list.</exception>
    public async Task<Page<AuditEntry>> ListAsync(AuditFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var before = Cursor.Number(cursor);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { actor = filter.Actor, action = filter.Action, subject = filter.Subject, before, limit = limit + 1 };
        var rows = await connection.QueryAsync<AuditEntry>(new CommandDefinition(List, parameters, cancellationToken: cancellationToken));
        return Page<AuditEntry>.Cut(rows.AsList(), limit, entry => Cursor.Of(entry.Id.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Writes down what the transaction does.</summary>
    /// <param name="transaction">That of the act; its connection is used.</param>
    /// <param name="actor">Name of the key.</param>
    /// <param name="action">What is done, such as <c>session.extract</c>.</param>
    /// <param name="subject">What it is done to, such as <c>session/0198…</c>.</param>
    /// <param name="detail">Written as JSON; no secrets.</param>
    /// <param name="cancellationToken">Ends the act, and the entry with it.</param>
    internal static Task WriteAsync<TDetail>(
        NpgsqlTransaction transaction, string actor, string action, string subject, TDetail detail, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection ?? throw new InvalidOperationException("The act's transaction has ended.");
        var parameters = new { actor, action, subject, detail = LedgerJson.Write(detail) };
        return connection.ExecuteAsync(new CommandDefinition(Insert, parameters, transaction, cancellationToken: cancellationToken));
    }
}
