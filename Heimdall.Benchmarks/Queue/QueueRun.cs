using System.Data;
using Dapper;
using Npgsql;

namespace Heimdall.Benchmarks.Queue;

/// <summary>What the command measures, on a migrated database.</summary>
/// <param name="database">A scratch one.</param>
/// <param name="slots">Jobs at once.</param>
/// <param name="withFloors">See <see cref="QueueWorker"/>.</param>
internal sealed class QueueRun(NpgsqlDataSource database, int slots, bool withFloors)
{
    private const int WarmUpJobs = 1000;
    private const int PacedClaims = 500;
    private const int ClaimsPerSecond = 100;

    // Floors rise over what is a second old, at looks that are a second apart.
    private static readonly TimeSpan _untilFloorsRose = TimeSpan.FromSeconds(4);

    private readonly QueueSeed _seed = new(database);

    public async Task<QueueFigures> ThroughputAsync(int jobs, CancellationToken cancellationToken)
    {
        await using var worker = new QueueWorker(database, slots, withFloors);
        await worker.StartAsync(cancellationToken);
        await worker.WorkOffAsync(WarmUpJobs, () => _seed.QueueAsync(WarmUpJobs, cancellationToken), cancellationToken);
        await worker.DisposeAsync();

        var queueing = await _seed.QueueAsync(jobs, cancellationToken);
        await using var measured = new QueueWorker(database, slots, withFloors);
        var working = await measured.WorkOffAsync(jobs, () => measured.StartAsync(cancellationToken), cancellationToken);
        await measured.DisposeAsync();

        await _seed.QueueAsync(jobs, cancellationToken);
        var (claiming, settling) = await new BatchPhases(database).RunAsync(jobs, cancellationToken);
        return new QueueFigures(jobs, slots, PerSecond(queueing), PerSecond(claiming), PerSecond(settling), PerSecond(working));

        double PerSecond(TimeSpan time) => Math.Round(jobs / time.TotalSeconds, 1);
    }

    public async Task<SnapshotFigures> HeldSnapshotAsync(int jobs, CancellationToken cancellationToken)
    {
        var paced = new PacedClaims(database);
        await _seed.QueueAsync(2 * PacedClaims, cancellationToken);
        await paced.RunAsync(PacedClaims, ClaimsPerSecond, cancellationToken);
        var before = await paced.RunAsync(PacedClaims, ClaimsPerSecond, cancellationToken);

        await using var holder = await database.OpenConnectionAsync(cancellationToken);
        await using var snapshot = await holder.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await holder.ExecuteAsync(new CommandDefinition("select count(*) from heimdall.job_bands", transaction: snapshot, cancellationToken: cancellationToken));
        await using var worker = new QueueWorker(database, slots, withFloors);
        await worker.StartAsync(cancellationToken);
        await worker.WorkOffAsync(jobs, () => _seed.QueueAsync(jobs, cancellationToken), cancellationToken);
        await Task.Delay(_untilFloorsRose, cancellationToken);
        await worker.DisposeAsync();

        await _seed.QueueAsync(PacedClaims, cancellationToken);
        var held = await paced.RunAsync(PacedClaims, ClaimsPerSecond, cancellationToken);
        return new SnapshotFigures(jobs, withFloors, before, held);
    }
}
