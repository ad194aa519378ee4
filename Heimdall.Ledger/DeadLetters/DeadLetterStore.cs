using Dapper;
using Heimdall.Ledger.Access;
using Npgsql;

namespace Heimdall.Ledger.DeadLetters;

/// <summary>Keeps the messages that nobody could understand, until an admin has looked at them.</summary>
public sealed class DeadLetterStore(NpgsqlDataSource database)
{
    /// <summary>Bytes of a body that are kept.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    private static readonly string Record = SqlFile.Read("DeadLetters.record_dead_letter");
    private static readonly string List = SqlFile.Read("DeadLetters.list_dead_letters");
    private static readonly string Find = SqlFile.Read("DeadLetters.find_dead_letter");
    private static readonly string Delete = SqlFile.Read("DeadLetters.delete_dead_letter");

    /// <summary>
    /// Writes a message down, or counts it up. When it returns, it is committed. A flood of messages that all differ does not fill the disk: the
    /// schema keeps 10,000 different ones, the bodies of the first 1,000 of them, and counts what is beyond in a row of its queue for all others.
    /// </summary>
    public async Task RecordAsync(NewDeadLetter letter, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new
        {
            id = Guid.CreateVersion7(),
            queue = letter.Queue,
            fingerprint = letter.Fingerprint,
            reason = MessageText.Fit(letter.Reason),
            headers = LedgerJson.Write(letter.Headers.ToDictionary(header => Text(header.Key), header => Text(header.Value), StringComparer.Ordinal)),
            body = letter.Body[..Math.Min(letter.Body.Length, MaxBodyBytes)].ToArray(),
            body_bytes = letter.BodyBytes,
        };
        await connection.ExecuteAsync(new CommandDefinition(Record, parameters, cancellationToken: cancellationToken));
    }

    /// <summary>Lists the messages, those that came first last, without their bodies.</summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of this list.</exception>
    public async Task<Page<DeadLetter>> ListAsync(DeadLetterFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var before = Cursor.Id(cursor);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<DeadLetter>(new CommandDefinition(List, filter.Parameters(before, limit + 1), cancellationToken: cancellationToken));
        return Page<DeadLetter>.Cut(rows.AsList(), limit, letter => Cursor.Of(letter.Id));
    }

    public async Task<DeadLetter?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<DeadLetter>(new CommandDefinition(Find, new { id }, cancellationToken: cancellationToken));
    }

    /// <summary>Removes a message that was looked at, and writes down who did.</summary>
    /// <returns>False where there is none.</returns>
    public async Task<bool> DeleteAsync(Guid id, string deletedBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var deleted = await connection.QuerySingleOrDefaultAsync<DeadLetter>(new CommandDefinition(Delete, new { id }, transaction, cancellationToken: cancellationToken));
        if (deleted is null)
        {
            return false;
        }

        var detail = new { deleted.Queue, deleted.Fingerprint, deleted.Reason, deleted.Count };
        await AuditLog.WriteAsync(transaction, deletedBy, "dead_letter.delete", $"dead_letter/{id}", detail, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static string Text(string value) => MessageText.Fit(value);
}
