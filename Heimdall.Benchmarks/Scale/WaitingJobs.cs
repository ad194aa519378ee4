using Dapper;
using Npgsql;

namespace Heimdall.Benchmarks.Scale;

/// <summary>Live jobs for the time of a measurement.</summary>
internal sealed class WaitingJobs(NpgsqlDataSource database)
{
    public const string RequestedBy = "scale";

    private static readonly string _insert = EmbeddedStatement.Read("Scale.insert_waiting_jobs");
    private static readonly string _delete = EmbeddedStatement.Read("Scale.delete_waiting_jobs");

    public Task AddAsync(int jobs, CancellationToken cancellationToken) => ExecuteAsync(_insert, new { jobs, requested_by = RequestedBy }, cancellationToken);

    /// <summary>Removes them, and what a batch queued.</summary>
    public Task RemoveAsync(CancellationToken cancellationToken) => ExecuteAsync(_delete, new { requested_by = RequestedBy }, cancellationToken);

    private async Task ExecuteAsync(string statement, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(statement, parameters, commandTimeout: 0, cancellationToken: cancellationToken));
    }
}
