using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>Which queued jobs the workers have yet to hear of.</summary>
public sealed class JobAnnouncements(NpgsqlDataSource database)
{
    /// <summary>One round trip: who may not lead has looked in vain, which is seldom.</summary>
    private static readonly string LeadAndLook = string.Join(
        ";\n", SqlFile.Read("Jobs.try_lead_announcing"), SqlFile.Read("Jobs.find_jobs_to_announce"), SqlFile.Read("Jobs.look_ahead"));

    private static readonly string MarkAnnounced = SqlFile.Read("Jobs.mark_announced");

    /// <summary>
    /// Hands the due jobs to <paramref name="publish"/>, which returns when the broker has confirmed them. They are not marked yet: a worker
    /// that is woken claims them at this very moment, and would pass over what the mark locks. One announcer of all workers is at work at a
    /// time.
    /// </summary>
    /// <param name="look">What to look at.</param>
    /// <param name="publish">Called with up to <see cref="AnnouncementLook.Limit"/> jobs, unless there are none.</param>
    /// <returns>What was found; null where another announcer is at work.</returns>
    public async Task<AnnouncementReport?> AnnounceAsync(
        AnnouncementLook look, Func<IReadOnlyList<JobToAnnounce>, CancellationToken, Task> publish, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var parameters = new { after = look.After, again = look.Again, recent_ids = look.Recent.Select(job => job.Id).ToArray(), recent_tokens = look.Recent.Select(job => job.LeaseToken).ToArray(), limit = (long)look.Limit };
        var (leads, due, ahead) = await LookAsync(connection, new CommandDefinition(LeadAndLook, parameters, transaction, cancellationToken: cancellationToken));
        if (!leads)
        {
            return null;
        }

        if (due.Count > 0)
        {
            await publish(due, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new AnnouncementReport(due.Count, ahead.NextNumber, ahead.SecondsToNextDue is { } seconds ? TimeSpan.FromSeconds(Math.Max(seconds, 0)) : null);
    }

    /// <summary>Marks what was announced a moment ago and still waits.</summary>
    public async Task MarkAsync(IReadOnlyCollection<AnnouncedJob> jobs, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.AddLookUpByKey();
        batch.Add(MarkAnnounced, ("ids", jobs.Select(job => job.Id).ToArray()), ("tokens", jobs.Select(job => job.LeaseToken).ToArray()));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<(bool Leads, List<JobToAnnounce> Due, Ahead Ahead)> LookAsync(NpgsqlConnection connection, CommandDefinition look)
    {
        await using var answers = await connection.QueryMultipleAsync(look);
        return (await answers.ReadSingleAsync<bool>(), (await answers.ReadAsync<JobToAnnounce>()).AsList(), await answers.ReadSingleAsync<Ahead>());
    }

    private sealed record Ahead(long NextNumber, double? SecondsToNextDue);
}

/// <summary>What an announcer looks at.</summary>
/// <param name="After">Jobs that became due with this number or a later one; 0 for all. What waited for its time is always looked at.</param>
/// <param name="Again">Also those that were announced longer ago than this; null for none.</param>
/// <param name="Recent">Jobs that were announced a moment ago, and need not be again.</param>
/// <param name="Limit">Jobs at most.</param>
public sealed record AnnouncementLook(long After, TimeSpan? Again, IReadOnlyCollection<AnnouncedJob> Recent, int Limit);

/// <summary>What an announcer found.</summary>
/// <param name="Announced">Jobs that were announced.</param>
/// <param name="NextNumber">The number that the next job gets at least.</param>
/// <param name="NextDue">How long until the next job becomes due by itself; null where none waits for its time.</param>
public sealed record AnnouncementReport(int Announced, long NextNumber, TimeSpan? NextDue);
