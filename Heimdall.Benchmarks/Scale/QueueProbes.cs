using Dapper;
using Heimdall.Ledger.Coverage;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Jobs;
using Npgsql;

namespace Heimdall.Benchmarks.Scale;

/// <summary>What workers, schedules and the statistics ask all the time.</summary>
internal sealed class QueueProbes(NpgsqlDataSource database, FeatureSetId set)
{
    private const int Batch = 50;
    private const int BatchesOfARun = 5;
    private const int AtOnce = 500;

    /// <summary>What is left between two compactions, 15 s apart, where 400 jobs a second go through three states.</summary>
    private const int Increments = 36_000;

    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan _again = TimeSpan.FromHours(1);
    private static readonly string _insertIncrements = EmbeddedStatement.Read("Scale.insert_increments");

    private readonly CoverageStore _coverage = new(database);
    private readonly BatchQueue _batches = new(database);
    private readonly JobQueue _queue = new(database);
    private readonly JobAnnouncements _announcements = new(database);
    private readonly WaitingJobs _waiting = new(database);

    public IEnumerable<ScaleProbe> Statistics =>
    [
        new("statistics", 50, cancellation => _coverage.ReadAsync(set, cancellation)),
    ];

    public IEnumerable<ScaleProbe> StatisticsUnderLoad =>
    [
        new("statistics, 36,000 changes not summed up", 50, cancellation => _coverage.ReadAsync(set, cancellation)),
    ];

    public IEnumerable<ScaleProbe> Batches =>
    [
        new("next batch: find and queue 50", 10, cancellation => FindAndQueueAsync(1, cancellation), _waiting.RemoveAsync),
        new("next batch: find and queue 5 × 50", 100, cancellation => FindAndQueueAsync(BatchesOfARun, cancellation), _waiting.RemoveAsync),
    ];

    /// <summary>With jobs that wait: see <see cref="WaitingJobs"/>.</summary>
    public IEnumerable<ScaleProbe> Jobs =>
    [
        new("claim 1", 2, cancellation => ClaimAsync(1, cancellation)),
        new("claim 8", 2, cancellation => ClaimAsync(8, cancellation)),
        new("rescue look", null, cancellation => _queue.RescueAsync(AtOnce, cancellation)),
        new("announce look", null, cancellation => _announcements.AnnounceAsync(new AnnouncementLook(0, _again, [], AtOnce), NothingToSay, cancellation)),
    ];

    public async Task AddIncrementsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { feature_set = set.Name, feature_version = set.Version, increments = Increments };
        await connection.ExecuteAsync(new CommandDefinition(_insertIncrements, parameters, cancellationToken: cancellationToken));
    }

    public Task SumUpAsync(CancellationToken cancellationToken) => _coverage.CompactAsync(cancellationToken);

    private async Task FindAndQueueAsync(int batches, CancellationToken cancellationToken)
    {
        for (var batch = 0; batch < batches; batch++)
        {
            var report = await _batches.EnqueueMissingAsync(set, Batch, WaitingJobs.RequestedBy, cancellationToken);
            if (report.Queued != Batch)
            {
                throw new InvalidOperationException($"A batch queued {report.Queued} of {Batch}: the database is not as it was seeded.");
            }
        }
    }

    private async Task ClaimAsync(int jobs, CancellationToken cancellationToken)
    {
        if ((await _queue.ClaimAsync("scale", jobs, [set], _lease, cancellationToken)).Count != jobs)
        {
            throw new InvalidOperationException("There are not enough jobs left to claim.");
        }
    }

    private static Task NothingToSay(IReadOnlyList<JobToAnnounce> jobs, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"{jobs.Count} jobs wait to be announced; all were.");
}
