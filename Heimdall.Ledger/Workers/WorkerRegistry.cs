using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Workers;

/// <summary>The extractors that run, and that ran.</summary>
public sealed class WorkerRegistry(NpgsqlDataSource database)
{
    private static readonly string Register = SqlFile.Read("Workers.register_worker");
    private static readonly string See = SqlFile.Read("Workers.see_worker");
    private static readonly string Stop = SqlFile.Read("Workers.stop_worker");

    public Task RegisterAsync(WorkerIdentity worker, CancellationToken cancellationToken) =>
        ExecuteAsync(Register, new { id = worker.Id, host = worker.Host, process_id = worker.ProcessId, version = worker.Version, slots = worker.Slots }, cancellationToken);

    /// <summary>Says that the worker is alive.</summary>
    public Task SeeAsync(string workerId, CancellationToken cancellationToken) => ExecuteAsync(See, new { id = workerId }, cancellationToken);

    public Task StopAsync(string workerId, CancellationToken cancellationToken) => ExecuteAsync(Stop, new { id = workerId }, cancellationToken);

    private async Task ExecuteAsync(string statement, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(statement, parameters, cancellationToken: cancellationToken));
    }
}

/// <summary>An extractor process.</summary>
/// <param name="Id">Unique to the process, such as <c>host/4711/0f3a</c>.</param>
/// <param name="Slots">Jobs it works on at once.</param>
public sealed record WorkerIdentity(string Id, string Host, int ProcessId, string Version, int Slots);
