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
    public async Task<BatchReport> EnqueueMissingAsync(FeatureSetId set, int batchSize, string requestedBy, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var oldest = batchSize / 5;
        var parameters = new { feature_set = set.Name, feature_version = set.Version, newest = batchSize - oldest, oldest, requested_by = requestedBy };
        return await connection.QuerySingleAsync<BatchReport>(new CommandDefinition(EnqueueMissing, parameters, cancellationToken: cancellationToken));
    }
}

/// <summary>What a batch found and queued.</summary>
/// <param name="Found">Recordings that lack features.</param>
/// <param name="Queued">Of them, those queued by this batch and not by somebody else at the same moment.</param>
public sealed record BatchReport(long Found, long Queued);
