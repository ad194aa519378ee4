using System.Diagnostics;
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
    private const int SecondsAMinute = 60;

    // One alone does not keep the rate where others use the processors.
    private const int Claimers = 4;

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

    /// <summary>Claims before, and behind so many jobs that went through as quickly as they can while a snapshot is held.</summary>
    public async Task<SnapshotFigures> HeldSnapshotAsync(int jobs, CancellationToken cancellationToken)
    {
        var before = await ClaimsBeforeAsync(cancellationToken);
        await using var snapshot = await HoldSnapshotAsync(cancellationToken);
        await using var worker = new QueueWorker(database, slots, withFloors);
        await worker.StartAsync(cancellationToken);
        await worker.WorkOffAsync(jobs, () => _seed.QueueAsync(jobs, cancellationToken), cancellationToken);
        await Task.Delay(_untilFloorsRose, cancellationToken);
        await worker.DisposeAsync();

        await _seed.QueueAsync(PacedClaims, cancellationToken);
        var held = await new PacedClaims(database).RunAsync(PacedClaims, ClaimsPerSecond, cancellationToken);
        return new SnapshotFigures(jobs, withFloors, before, Latencies.Of(held), []);
    }

    /// <summary>Claims while so many jobs a second are queued, claimed and settled: a minute without a snapshot, then behind a held one.</summary>
    public async Task<SnapshotFigures> HeldSnapshotAsync(int jobs, int perSecond, CancellationToken cancellationToken)
    {
        await ClaimsBeforeAsync(cancellationToken);
        await using var worker = new QueueWorker(database, slots, withFloors, withClaims: false);
        await worker.StartAsync(cancellationToken);
        var (before, _) = await PaceAsync(perSecond * SecondsAMinute, perSecond, cancellationToken);
        await using var snapshot = await HoldSnapshotAsync(cancellationToken);
        var (minutes, seconds) = await PaceAsync(jobs, perSecond, cancellationToken);
        return new SnapshotFigures(jobs, withFloors, before[0], minutes[^1], minutes) { Seconds = Math.Round(seconds, 1) };
    }

    /// <summary>Queues, claims and settles so many jobs at a rate.</summary>
    /// <returns>The claims of each minute, and how long all took.</returns>
    private async Task<(IReadOnlyList<Latencies> Minutes, double Seconds)> PaceAsync(int jobs, int perSecond, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var queueing = _seed.QueueAsync(jobs, perSecond, cancellationToken);
        var claimers = Enumerable.Range(0, Claimers).Select(claimer =>
            new PacedClaims(database).RunAsync(Share(jobs, claimer), (double)perSecond / Claimers, cancellationToken)).ToList();
        var claims = await Task.WhenAll(claimers);
        await queueing;
        return (Minutes(claims, perSecond * SecondsAMinute / Claimers), Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>So many of the jobs each, together all of them.</summary>
    private static int Share(int jobs, int claimer) => (jobs / Claimers) + (claimer < jobs % Claimers ? 1 : 0);

    /// <summary>The claims of all claimers, minute by minute.</summary>
    private static List<Latencies> Minutes(IReadOnlyList<double>[] held, int claimsAMinute) =>
    [
        .. held
            .SelectMany(claims => claims.Select((milliseconds, n) => (Minute: n / Math.Max(1, claimsAMinute), Milliseconds: milliseconds)))
            .GroupBy(claim => claim.Minute, claim => claim.Milliseconds)
            .OrderBy(minute => minute.Key)
            .Select(Latencies.Of),
    ];

    private async Task<Latencies> ClaimsBeforeAsync(CancellationToken cancellationToken)
    {
        var paced = new PacedClaims(database);
        await _seed.QueueAsync(2 * PacedClaims, cancellationToken);
        await paced.RunAsync(PacedClaims, ClaimsPerSecond, cancellationToken);
        return Latencies.Of(await paced.RunAsync(PacedClaims, ClaimsPerSecond, cancellationToken));
    }

    /// <summary>Until the connection is closed, no row that goes from now on can be cleaned away.</summary>
    private async Task<NpgsqlConnection> HoldSnapshotAsync(CancellationToken cancellationToken)
    {
        var holder = await database.OpenConnectionAsync(cancellationToken);
        await holder.ExecuteAsync(new CommandDefinition(
            "begin isolation level repeatable read; select count(*) from heimdall.job_bands", cancellationToken: cancellationToken));
        return holder;
    }
}
