using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Workers;

/// <summary>The extractors that run, and that ran.</summary>
public sealed class WorkerRegistry(NpgsqlDataSource database)
{
    private static readonly string Register = SqlFile.Read("Workers.register_worker");
    private static readonly string See = SqlFile.Read("Workers.see_worker");
    private static readonly string Stop = SqlFile.Read("Workers.stop_worker");
    private static readonly string List = SqlFile.Read("Workers.list_workers");
    private static readonly string ListHeld = SqlFile.Read("Workers.list_held_jobs");

    public Task RegisterAsync(WorkerIdentity worker, CancellationToken cancellationToken) =>
        ExecuteAsync(
            Register,
            new
            {
                id = worker.Id,
                host = worker.Host,
                process_id = worker.ProcessId,
                version = worker.Version,
                slots = worker.Slots,
                backfill_slots = worker.BackfillSlots,
            },
            cancellationToken);

    /// <summary>Says that the worker is alive, and how fast it was since it said so before.</summary>
    public Task SeeAsync(string workerId, WorkerSpeed speed, CancellationToken cancellationToken) =>
        ExecuteAsync(See, new { id = workerId, jobs_per_minute = speed.JobsPerMinute, bytes_per_second = speed.BytesPerSecond }, cancellationToken);

    public Task StopAsync(string workerId, CancellationToken cancellationToken) => ExecuteAsync(Stop, new { id = workerId }, cancellationToken);

    /// <summary>Lists the workers that have not said goodbye, those seen last first.</summary>
    /// <param name="limit">Workers at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IReadOnlyList<WorkerAtWork>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<WorkerAtWork>(new CommandDefinition(List, new { limit }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>What the workers work on at this moment, by worker, those claimed first before the others.</summary>
    /// <param name="mostEach">Jobs of one worker at most.</param>
    /// <param name="limit">Jobs at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<ILookup<string, JobHeld>> ListHeldAsync(int mostEach, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var held = await connection.QueryAsync<JobHeld>(new CommandDefinition(ListHeld, new { most = mostEach, limit }, cancellationToken: cancellationToken));
        return held.ToLookup(job => job.Worker, StringComparer.Ordinal);
    }

    private async Task ExecuteAsync(string statement, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(statement, parameters, cancellationToken: cancellationToken));
    }
}

/// <summary>An extractor process.</summary>
/// <param name="Id">Unique to the process, such as <c>host/4711/0f3a</c>.</param>
/// <param name="Slots">Jobs it works on at once.</param>
/// <param name="BackfillSlots">How many of them backfills may have.</param>
public sealed record WorkerIdentity(string Id, string Host, int ProcessId, string Version, int Slots, int BackfillSlots);

/// <summary>An extractor as the ledger knows it.</summary>
/// <param name="Slots">Jobs it works on at once.</param>
/// <param name="SeenAt">When it last said that it is alive.</param>
/// <param name="Jobs">Jobs it has the lease of.</param>
/// <param name="JobsPerMinute">Jobs whose results it wrote, when it was seen last; null before it was seen twice.</param>
/// <param name="BytesPerSecond">Recordings it extracted, when it was seen last; null before it was seen twice.</param>
/// <param name="LeaseExpiresAt">When the first of its leases ends unless it renews it; null where it has none.</param>
public sealed record WorkerAtWork(
    string Id,
    string Host,
    int ProcessId,
    string Version,
    int Slots,
    DateTimeOffset StartedAt,
    DateTimeOffset SeenAt,
    long Jobs,
    double? JobsPerMinute,
    double? BytesPerSecond,
    DateTimeOffset? LeaseExpiresAt);

/// <summary>How fast a worker was lately.</summary>
public sealed record WorkerSpeed(double JobsPerMinute, double BytesPerSecond);

/// <summary>A job that a worker has the lease of.</summary>
/// <param name="Progress">Percent, 0…100.</param>
public sealed record JobHeld(string Worker, Guid JobId, Guid? SessionId, string FeatureSet, int Progress, DateTimeOffset StartedAt);
