using Dapper;
using Heimdall.Ledger.Features;
using Npgsql;

namespace Heimdall.Ledger.Jobs;

/// <summary>The jobs as operators see them, live and settled.</summary>
public sealed class JobStore(NpgsqlDataSource database)
{
    private static readonly string Find = SqlFile.Read("Jobs.find_job");
    private static readonly string FindLive = SqlFile.Read("Jobs.find_live_job");
    private static readonly string HasEnded = SqlFile.Read("Jobs.extraction_has_ended");
    private static readonly string List = SqlFile.Read("Jobs.list_jobs");
    private static readonly string ListAttempts = SqlFile.Read("Jobs.list_attempts");

    public async Task<Job?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Job>(new CommandDefinition(Find, new { id }, cancellationToken: cancellationToken));
    }

    /// <summary>The job that extracts a session, while it waits or is worked on.</summary>
    public async Task<Job?> FindLiveAsync(Guid sessionId, FeatureSetId set, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { session_id = sessionId, feature_set = set.Name, feature_version = set.Version };
        return await connection.QuerySingleOrDefaultAsync<Job>(new CommandDefinition(FindLive, parameters, cancellationToken: cancellationToken));
    }

    /// <summary>Whether a session had a job, and has none any more: what it has by now is all that will come of it by itself.</summary>
    public async Task<bool> HasEndedAsync(Guid sessionId, FeatureSetId set, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = new { session_id = sessionId, feature_set = set.Name, feature_version = set.Version };
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(HasEnded, parameters, cancellationToken: cancellationToken));
    }

    /// <summary>Lists jobs, the latest queued first.</summary>
    /// <exception cref="InvalidCursorException">The cursor is not one of this list.</exception>
    public async Task<Page<Job>> ListAsync(JobFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var before = Cursor.Id(cursor);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Job>(new CommandDefinition(List, filter.Parameters(before, limit + 1), cancellationToken: cancellationToken));
        return Page<Job>.Cut(rows.AsList(), limit, job => Cursor.Of(job.Id));
    }

    /// <summary>Every try at a job, the first one first.</summary>
    public async Task<IReadOnlyList<JobAttempt>> ListAttemptsAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<JobAttempt>(new CommandDefinition(ListAttempts, new { job_id = jobId }, cancellationToken: cancellationToken))).AsList();
    }
}
