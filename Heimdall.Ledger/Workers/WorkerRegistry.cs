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

    /// <summary>Says that the worker is alive.</summary>
    public Task SeeAsync(string workerId, CancellationToken cancellationToken) => ExecuteAsync(See, new { id = workerId }, cancellationToken);

    public Task StopAsync(string workerId, CancellationToken cancellationToken) => ExecuteAsync(Stop, new { id = workerId }, cancellationToken);

    /// <summary>Lists the workers that have not said goodbye, those seen last first.</summary>
    /// <param name="limit">Workers at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IReadOnlyList<WorkerAtWork>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<WorkerAtWork>(new CommandDefinition(List, new { limit }, cancellationToken: cancellationToken))).AsList();
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
public sealed record WorkerAtWork(
    string Id, string Host, int ProcessId, string Version, int Slots, DateTimeOffset StartedAt, DateTimeOffset SeenAt, long Jobs);
