using System.Globalization;
using Dapper;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>Jobs that make no progress though their workers renew the leases.</summary>
public sealed class StuckJobs(NpgsqlDataSource database)
{
    private static readonly string Find = SqlFile.Read("Jobs.find_stuck_jobs");
    private static readonly string Fail = SqlFile.Read("Jobs.fail_stuck_job");

    /// <summary>Finds jobs that made no progress for longer than <paramref name="after"/>, the longest first.</summary>
    public async Task<IReadOnlyList<StuckJob>> FindAsync(TimeSpan after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<StuckJob>(new CommandDefinition(Find, new { after, limit }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Fails a stuck job. Its worker loses the lease, and what it writes later changes nothing.</summary>
    /// <returns>False where the job has moved, or is another worker's, by now: nothing was written.</returns>
    public async Task<bool> FailAsync(StuckJob job, TimeSpan after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { id = job.Id, token = job.Token, after, error_message = Message(after) };
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(Fail, parameters, cancellationToken: cancellationToken)) == 1;
    }

    private static string Message(TimeSpan after) => string.Create(
        CultureInfo.InvariantCulture,
        $"Extraction timeout (no updates for {(after >= TimeSpan.FromHours(1) ? $"{after.TotalHours:0.#}+ hours" : $"{after.TotalMinutes:0.#}+ minutes")})");
}

/// <summary>A job without progress.</summary>
/// <param name="Progress">Percent, 0…100.</param>
public sealed record StuckJob(
    Guid Id, Guid? SessionId, string Worker, long Token, int Attempt, int Progress, DateTimeOffset ProgressedAt, double IdleSeconds);
