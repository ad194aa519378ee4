using Dapper;
using Heimdall.Ledger.Access;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>
/// Retries, runs now or cancels all jobs that match a filter, the newest first, up to a limit. Each thousand is a transaction of its own, with its
/// entry in the audit log: others are never held up for long, and what was done before a failure stays done, and written down.
/// </summary>
public sealed class BulkJobs(NpgsqlDataSource database)
{
    /// <summary>Jobs of one call at most.</summary>
    public const int MostJobs = 10_000;

    /// <summary>Jobs of one transaction at most.</summary>
    private const int MostAtOnce = 1000;

    private const int SampleSize = 10;

    private static readonly string FindToRetry = SqlFile.Read("Jobs.find_jobs_to_retry");
    private static readonly string FindToMakeDue = SqlFile.Read("Jobs.find_jobs_to_make_due");
    private static readonly string FindToCancel = SqlFile.Read("Jobs.find_jobs_to_cancel");
    private static readonly string FindJobs = SqlFile.Read("Jobs.find_jobs");
    private static readonly string Retry = SqlFile.Read("Jobs.retry_jobs");
    private static readonly string MakeDue = SqlFile.Read("Jobs.make_jobs_due");

    /// <summary>
    /// Shows what <see cref="RetryAsync"/> would take: failed jobs unless the filter says cancelled, each its recording's last one; where it says
    /// queued, those that wait for their time.
    /// </summary>
    public Task<BulkPreview> PreviewRetryAsync(JobFilter filter, int limit, CancellationToken cancellationToken) =>
        filter.Status == JobStatus.Queued
            ? PreviewAsync(FindToMakeDue, filter, limit, cancellationToken)
            : PreviewAsync(FindToRetry, Retriable(filter), limit, cancellationToken);

    /// <summary>Shows what <see cref="CancelAsync"/> would take.</summary>
    public Task<BulkPreview> PreviewCancelAsync(JobFilter filter, int limit, CancellationToken cancellationToken) =>
        PreviewAsync(FindToCancel, filter, limit, cancellationToken);

    /// <summary>
    /// Queues a new job for every match, up to <paramref name="limit"/>, 1…10,000. Where the filter says queued, no new ones: those that wait for
    /// their time are due at once, with their attempts counted as they are. What is due already or held by its paused backfill is none of them.
    /// </summary>
    public Task<BulkReport> RetryAsync(JobFilter filter, int limit, string requestedBy, string? traceparent, CancellationToken cancellationToken) =>
        filter.Status == JobStatus.Queued
            ? ActAsync(
                new Act("jobs.retry", requestedBy, FindToMakeDue, filter, limit),
                (connection, transaction, ids) => connection.ExecuteScalarAsync<long>(
                    new CommandDefinition(MakeDue, new { ids }, transaction, cancellationToken: cancellationToken)),
                cancellationToken)
            : ActAsync(
                new Act("jobs.retry", requestedBy, FindToRetry, Retriable(filter), limit),
                async (connection, transaction, ids) => (await connection.QueryAsync<Guid>(new CommandDefinition(
                    Retry, new { ids, traceparent, requested_by = requestedBy }, transaction, cancellationToken: cancellationToken))).LongCount(),
                cancellationToken);

    /// <summary>Cancels every match, up to <paramref name="limit"/>, 1…10,000.</summary>
    public Task<BulkReport> CancelAsync(JobFilter filter, int limit, string cancelledBy, CancellationToken cancellationToken) =>
        ActAsync(
            new Act("jobs.cancel", cancelledBy, FindToCancel, filter, limit),
            (_, transaction, ids) => JobCancellations.CancelAsync(transaction, ids, filter.Status, cancelledBy, cancellationToken),
            cancellationToken);

    private static JobFilter Retriable(JobFilter filter) => filter with
    {
        Status = filter.Status ?? (filter.ErrorKind == JobErrorKind.Cancelled ? JobStatus.Cancelled : JobStatus.Failed),
    };

    private async Task<BulkPreview> PreviewAsync(string find, JobFilter filter, int limit, CancellationToken cancellationToken)
    {
        RequirePossible(limit);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);

        // Whoever is to decide wants to know how many more there are than one call takes.
        var (ids, areMore) = await FindAsync(connection, find, filter, MostJobs, cancellationToken);
        var sample = await connection.QueryAsync<Job>(
            new CommandDefinition(FindJobs, new { ids = ids.Take(Math.Min(SampleSize, limit)).ToArray() }, cancellationToken: cancellationToken));
        return new BulkPreview(Math.Min(ids.Count, limit), areMore || ids.Count > limit, ids.Count, sample.AsList());
    }

    private async Task<BulkReport> ActAsync(Act act, Func<NpgsqlConnection, NpgsqlTransaction, Guid[], Task<long>> change, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (ids, isCapped) = await FindAsync(connection, act.Find, act.Filter, act.Limit, cancellationToken);
        var changed = 0L;
        foreach (var part in ids.Chunk(MostAtOnce))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var now = await change(connection, transaction, part);
            var detail = new { act.Filter, act.Limit, Matching = ids.Count, Capped = isCapped, OfThese = part.Length, Changed = now, Skipped = part.Length - now };
            await AuditLog.WriteAsync(transaction, act.Actor, act.Name, $"bulk/{id}", detail, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            changed += now;
        }

        return new BulkReport(ids.Count, changed, ids.Count - changed, isCapped);
    }

    private static async Task<(List<Guid> Ids, bool IsCapped)> FindAsync(
        NpgsqlConnection connection, string find, JobFilter filter, int limit, CancellationToken cancellationToken)
    {
        RequirePossible(limit);
        var ids = (await connection.QueryAsync<Guid>(new CommandDefinition(find, filter.Parameters(null, limit + 1), cancellationToken: cancellationToken))).AsList();
        return ids.Count > limit ? (ids.GetRange(0, limit), true) : (ids, false);
    }

    private static void RequirePossible(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostJobs);
    }

    private sealed record Act(string Name, string Actor, string Find, JobFilter Filter, int Limit);
}

/// <summary>What an act on many jobs would take.</summary>
/// <param name="Matching">Jobs that it would take.</param>
/// <param name="IsCapped">More match than the limit.</param>
/// <param name="Total">Jobs that match, also those beyond the limit; counted up to <see cref="BulkJobs.MostJobs"/>.</param>
/// <param name="Sample">The newest of them.</param>
public sealed record BulkPreview(long Matching, bool IsCapped, long Total, IReadOnlyList<Job> Sample);

/// <summary>What an act on many jobs did.</summary>
/// <param name="Matching">Jobs that it took.</param>
/// <param name="Changed">Of them, those that it retried, made due or cancelled.</param>
/// <param name="Skipped">Of them, those that changed by themselves meanwhile.</param>
/// <param name="IsCapped">More match than the limit: do it again for the rest.</param>
public sealed record BulkReport(long Matching, long Changed, long Skipped, bool IsCapped);
