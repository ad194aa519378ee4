using Dapper;
using Heimdall.Ledger.Access;
using Npgsql;

namespace Heimdall.Ledger.DeadLetters;

/// <summary>
/// Removes all messages that match a filter, the newest first, up to a limit. Each thousand is a transaction of its own, with its entry in the
/// audit log: workers that record are never held up for long, and what was done before a failure stays done, and written down.
/// </summary>
public sealed class BulkDeadLetters(NpgsqlDataSource database)
{
    /// <summary>Messages of one call at most.</summary>
    public const int MostLetters = 10_000;

    /// <summary>Messages of one transaction at most.</summary>
    private const int MostAtOnce = 1000;

    private const int SampleSize = 10;

    private static readonly string Find = SqlFile.Read("DeadLetters.find_dead_letters");
    private static readonly string List = SqlFile.Read("DeadLetters.list_dead_letters");
    private static readonly string Delete = SqlFile.Read("DeadLetters.delete_dead_letters");

    /// <summary>Shows what <see cref="DeleteAsync"/> would take.</summary>
    public async Task<DeadLetterPreview> PreviewAsync(DeadLetterFilter filter, int limit, CancellationToken cancellationToken)
    {
        RequirePossible(limit);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);

        // Whoever is to decide wants to know how many more there are than one call takes.
        var (found, areMore) = await FindAsync(connection, filter, MostLetters, cancellationToken);
        var sample = await connection.QueryAsync<DeadLetter>(
            new CommandDefinition(List, filter.Parameters(null, Math.Min(SampleSize, limit)), cancellationToken: cancellationToken));
        return new DeadLetterPreview(Math.Min(found.Count, limit), areMore || found.Count > limit, found.Count, sample.AsList());
    }

    /// <summary>Removes every match, up to <paramref name="limit"/>, 1…10,000. One that comes again while this goes on stays.</summary>
    public async Task<DeadLetterReport> DeleteAsync(DeadLetterFilter filter, int limit, string deletedBy, CancellationToken cancellationToken)
    {
        RequirePossible(limit);
        var id = Guid.CreateVersion7();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (found, isCapped) = await FindAsync(connection, filter, limit, cancellationToken);
        var deleted = 0L;
        foreach (var part in found.Chunk(MostAtOnce))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var parameters = new { ids = part.Select(letter => letter.Id).ToArray(), counts = part.Select(letter => letter.Count).ToArray() };
            var now = await connection.ExecuteAsync(new CommandDefinition(Delete, parameters, transaction, cancellationToken: cancellationToken));
            var detail = new { Filter = filter, Limit = limit, Matching = found.Count, Capped = isCapped, OfThese = part.Length, Changed = now, Skipped = part.Length - now };
            await AuditLog.WriteAsync(transaction, deletedBy, "dead_letters.delete", $"bulk/{id}", detail, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            deleted += now;
        }

        return new DeadLetterReport(found.Count, deleted, found.Count - deleted, isCapped);
    }

    private static async Task<(List<Found> Letters, bool IsCapped)> FindAsync(
        NpgsqlConnection connection, DeadLetterFilter filter, int limit, CancellationToken cancellationToken)
    {
        var found = (await connection.QueryAsync<Found>(
            new CommandDefinition(Find, filter.Parameters(null, limit + 1), cancellationToken: cancellationToken))).AsList();
        return found.Count > limit ? (found.GetRange(0, limit), true) : (found, false);
    }

    private static void RequirePossible(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostLetters);
    }

    private sealed record Found(Guid Id, long Count);
}

/// <summary>What a removal of many would take.</summary>
/// <param name="Matching">Messages that it would take.</param>
/// <param name="IsCapped">More match than the limit.</param>
/// <param name="Total">Messages that match, also those beyond the limit; counted up to <see cref="BulkDeadLetters.MostLetters"/>.</param>
/// <param name="Sample">The newest of them, without their bodies.</param>
public sealed record DeadLetterPreview(long Matching, bool IsCapped, long Total, IReadOnlyList<DeadLetter> Sample);

/// <summary>What a removal of many did.</summary>
/// <param name="Matching">Messages that it took.</param>
/// <param name="Changed">Of them, those that it removed.</param>
/// <param name="Skipped">Of them, those that came again meanwhile, or that somebody else removed.</param>
/// <param name="IsCapped">More match than the limit: do it again for the rest.</param>
public sealed record DeadLetterReport(long Matching, long Changed, long Skipped, bool IsCapped);
