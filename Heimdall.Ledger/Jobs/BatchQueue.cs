using Dapper;
using Heimdall.Ledger.Features;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>Queues recordings that lack features, a batch at a time.</summary>
public sealed class BatchQueue(NpgsqlDataSource database)
{
    private static readonly string EnqueueMissing = SqlFile.Read("Jobs.enqueue_missing");

    /// <summary>
    /// Queues one batch: newest first, and the last fifth from the oldest, so that a growing backlog still reaches its end. What is queued,
    /// running, done or failed is not missing and never picked.
    /// </summary>
    public async Task<BatchReport> EnqueueMissingAsync(FeatureSetId set, int batchSize, string requestedBy, CancellationToken cancellationToken) =>
        (await EnqueueMissingAsync(set, batchSize, BatchPosition.Start, requestedBy, cancellationToken)).Report;

    /// <summary>The same from where the batch before it ended: what that one found and could not queue is not found again.</summary>
    /// <returns>What was done, and where the next batch goes on.</returns>
    public async Task<(BatchReport Report, BatchPosition Next)> EnqueueMissingAsync(
        FeatureSetId set, int batchSize, BatchPosition position, string requestedBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var oldest = position.OldestOf(batchSize);
        var parameters = new
        {
            feature_set = set.Name,
            feature_version = set.Version,
            newest = batchSize - oldest,
            oldest,
            before_start = position.BeforeStart,
            before_id = position.BeforeId,
            after_start = position.AfterStart,
            after_id = position.AfterId,
            requested_by = requestedBy,
        };
        var row = await connection.QuerySingleAsync<Row>(new CommandDefinition(EnqueueMissing, parameters, cancellationToken: cancellationToken));
        var next = new BatchPosition(
            row.BeforeStart ?? position.BeforeStart, row.BeforeId ?? position.BeforeId, row.AfterStart ?? position.AfterStart, row.AfterId ?? position.AfterId, position.Places + batchSize);
        return (new BatchReport(row.Found, row.Queued, row.Refused), next);
    }

    private sealed record Row(
        long Found, long Queued, long Refused, DateTimeOffset? BeforeStart, Guid? BeforeId, DateTimeOffset? AfterStart, Guid? AfterId);
}

/// <summary>What a batch found and queued.</summary>
/// <param name="Found">Recordings that lack features.</param>
/// <param name="Queued">Of them, those queued by this batch and not by somebody else at the same moment.</param>
/// <param name="Refused">Of them, those that the database does not let anybody queue.</param>
public sealed record BatchReport(long Found, long Queued, long Refused = 0);

/// <summary>Between which recordings the batches of a run still have to look: the newest and the oldest are behind them.</summary>
/// <param name="Places">Recordings that the batches so far could take.</param>
public sealed record BatchPosition(DateTimeOffset BeforeStart, Guid BeforeId, DateTimeOffset AfterStart, Guid AfterId, long Places = 0)
{
    /// <summary>One place in so many is for the oldest.</summary>
    private const int OldestOneIn = 5;

    /// <summary>Nothing was looked at yet.</summary>
    public static BatchPosition Start { get; } = new(DateTimeOffset.MaxValue, Guid.AllBitsSet, DateTimeOffset.UnixEpoch.AddYears(-1000), Guid.Empty);

    /// <summary>Places of the next batch that are for the oldest: a fifth of the run's, also where a batch has fewer than five.</summary>
    internal int OldestOf(int batchSize) => (int)(((Places + batchSize) / OldestOneIn) - (Places / OldestOneIn));
}
