using System.Diagnostics;
using Dapper;
using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Npgsql;

namespace Heimdall.Benchmarks.Queue;

/// <summary>Sessions to extract, and their jobs, queued as the batch extraction queues them.</summary>
internal sealed class QueueSeed(NpgsqlDataSource database)
{
    private const int BatchSize = 1000;

    // Each is a look for what is missing, which has to pass over all that was: a batch comes every few minutes, and not ten times a second.
    private const int SecondsAPortion = 2;

    private static readonly string _insertSessions = EmbeddedStatement.Read("Queue.insert_sessions");

    public static FeatureSetId Set { get; } = RecordingExtraction.RfIq.Id;

    /// <summary>Makes sessions and queues their jobs.</summary>
    /// <returns>How long the queueing took.</returns>
    public async Task<TimeSpan> QueueAsync(int jobs, CancellationToken cancellationToken)
    {
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            var parameters = new { count = jobs, feature_set = Set.Name, feature_version = Set.Version };
            await connection.ExecuteAsync(new CommandDefinition(_insertSessions, parameters, commandTimeout: 600, cancellationToken: cancellationToken));
        }

        var started = Stopwatch.GetTimestamp();
        var batches = new BatchQueue(database);
        while ((await batches.EnqueueMissingAsync(Set, BatchSize, "benchmark", cancellationToken)).Found > 0)
        {
        }

        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Makes sessions and queues their jobs at a steady rate, a little ahead of it.</summary>
    public async Task QueueAsync(int jobs, int perSecond, CancellationToken cancellationToken)
    {
        var portion = SecondsAPortion * perSecond;
        var queued = Math.Min(2 * portion, jobs);
        await QueueAsync(queued, cancellationToken);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(SecondsAPortion));
        while (queued < jobs && await timer.WaitForNextTickAsync(cancellationToken))
        {
            var next = Math.Min(portion, jobs - queued);
            await QueueAsync(next, cancellationToken);
            queued += next;
        }
    }
}
