using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>Which queued jobs the workers have yet to hear of.</summary>
public sealed class JobAnnouncements(NpgsqlDataSource database)
{
    private static readonly string TryLead = SqlFile.Read("Jobs.try_lead_announcing");
    private static readonly string FindDue = SqlFile.Read("Jobs.find_jobs_to_announce");
    private static readonly string MarkAnnounced = SqlFile.Read("Jobs.mark_announced");

    /// <summary>
    /// Hands the due jobs to <paramref name="publish"/> and marks them announced after it returned, that is, after the broker confirmed
    /// them. One announcer of all workers is at work at a time.
    /// </summary>
    /// <param name="again">A job that was announced longer ago than this and is still queued is announced again.</param>
    /// <returns>How many jobs were announced; null where another announcer is at work.</returns>
    public async Task<int?> AnnounceAsync(
        TimeSpan again, int limit, Func<IReadOnlyList<JobToAnnounce>, CancellationToken, Task> publish, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition(TryLead, transaction: transaction, cancellationToken: cancellationToken)))
        {
            return null;
        }

        var due = (await connection.QueryAsync<JobToAnnounce>(new CommandDefinition(FindDue, new { again, limit }, transaction, cancellationToken: cancellationToken))).AsList();
        if (due.Count > 0)
        {
            await publish(due, cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(MarkAnnounced, new { ids = due.ConvertAll(job => job.Id) }, transaction, cancellationToken: cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
        return due.Count;
    }
}
