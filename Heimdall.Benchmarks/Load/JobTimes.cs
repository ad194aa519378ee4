using Dapper;
using Npgsql;

namespace Heimdall.Benchmarks.Load;

/// <summary>What the rows of the jobs tell.</summary>
internal sealed class JobTimes(NpgsqlDataSource database)
{
    private static readonly string _read = EmbeddedStatement.Read("Load.read_job_times");
    private static readonly string _count = EmbeddedStatement.Read("Load.count_waiting_jobs");
    private static readonly string _latest = EmbeddedStatement.Read("Load.find_latest_job");
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The latest settled job: <see cref="ReadAsync"/> tells of those after it.</summary>
    public async Task<Guid> MarkAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<Guid>(new CommandDefinition(_latest, cancellationToken: cancellationToken));
    }

    /// <summary>Waits until no job is live.</summary>
    public async Task WhenSettledAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        while (await connection.ExecuteScalarAsync<long>(new CommandDefinition(_count, cancellationToken: cancellationToken)) > 0)
        {
            await Task.Delay(_pause, cancellationToken);
        }
    }

    public async Task<IReadOnlyList<JobTime>> ReadAsync(Guid after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<JobTime>(new CommandDefinition(_read, new { after }, cancellationToken: cancellationToken))).AsList();
    }
}

/// <summary>One job's way.</summary>
/// <param name="PickupMs">From queued to claimed, for the last time.</param>
/// <param name="SettledMs">From queued to settled.</param>
internal sealed record JobTime(double PickupMs, double SettledMs, DateTime QueuedAt, DateTime CompletedAt, string Status);
