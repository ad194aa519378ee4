using Dapper;
using Npgsql;

namespace Heimdall.Tests.Scenarios;

/// <summary>
/// The account at the end of a scenario: sessions completed = feature rows + recorded failures, one row each; attempts consistent with what
/// was done to the workers; nothing in two states; nothing written after the end.
/// </summary>
internal sealed record Account(
    IReadOnlyList<AccountSession> Sessions, IReadOnlyList<AccountJob> Jobs, IReadOnlyList<AccountAttempt> Attempts, long LiveJobs)
{
    private const string Read = """
        select s.id, m.measurements, f.job_id, coalesce(f.extraction_failed, false) as failed, f.created_at as written_at, r.receivers,
               r.last_written_at as receivers_written_at, c.state
        from heimdall.recording_sessions s
        join lateral (select count(*) as measurements from heimdall.measurements where recording_session_id = s.id) m on m.measurements > 0
        left join heimdall.measurement_features f on f.recording_session_id = s.id
        left join heimdall.coverage c on c.recording_session_id = s.id
        left join lateral (
          select count(*) as receivers, max(g.created_at) as last_written_at
          from heimdall.receiver_features g join heimdall.measurements m on m.id = g.measurement_id where m.recording_session_id = s.id) r on true
        where s.status = 'completed';
        select id, recording_session_id as session_id, status, attempt, completed_at, error_kind from heimdall.finished_jobs;
        select job_id, lease_token, attempt, worker, started_at, ended_at, outcome from heimdall.job_attempts order by job_id, lease_token;
        select count(*) from heimdall.extraction_jobs;
        """;

    public static async Task<Account> ReadAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var answers = await connection.QueryMultipleAsync(Read);
        return new Account(
            [.. await answers.ReadAsync<AccountSession>()],
            [.. await answers.ReadAsync<AccountJob>()],
            [.. await answers.ReadAsync<AccountAttempt>()],
            await answers.ReadSingleAsync<long>());
    }

    /// <summary>What does not add up.</summary>
    public IReadOnlyList<string> Complaints(FaultLog faults)
    {
        var attempts = Attempts.ToLookup(attempt => attempt.JobId);
        return
        [
            .. LiveJobs == 0 ? Array.Empty<string>() : [$"{LiveJobs} jobs have not ended"],
            .. Sessions.GroupBy(session => session.Id).Where(rows => rows.Count() > 1).Select(rows => $"session {rows.Key} has {rows.Count()} results"),
            .. Jobs.GroupBy(job => job.Id).Where(rows => rows.Count() > 1).Select(rows => $"job {rows.Key} ended {rows.Count()} times"),
            .. Jobs.GroupBy(job => job.SessionId).Where(rows => rows.Count() > 1).Select(rows => $"session {rows.Key} was extracted by {rows.Count()} jobs"),
            .. Sessions.SelectMany(Of),
            .. Jobs.SelectMany(job => Of(job, [.. attempts[job.Id]], faults)),
        ];
    }

    private IEnumerable<string> Of(AccountSession session)
    {
        if (session.JobId is null)
        {
            yield return $"session {session.Id} has neither a result nor a recorded failure";
            yield break;
        }

        if (Jobs.FirstOrDefault(job => job.Id == session.JobId) is not { } job)
        {
            yield return $"session {session.Id} has a result of job {session.JobId}, which has not ended";
            yield break;
        }

        if (session.WrittenAt != job.CompletedAt)
        {
            yield return $"session {session.Id} was written at {session.WrittenAt:O}, and its job ended at {job.CompletedAt:O}: somebody wrote who was not to";
        }

        if (session.Failed != (job.Status == "failed"))
        {
            yield return $"session {session.Id} {(session.Failed ? "failed" : "has features")}, and its job is {job.Status}";
        }

        if (job.Status == "completed" && (session.Receivers != session.Measurements || session.ReceiversWrittenAt != job.CompletedAt))
        {
            yield return $"session {session.Id} has {session.Receivers} receivers of {session.Measurements}, the last written at {session.ReceiversWrittenAt:O}; its job ended at {job.CompletedAt:O}";
        }

        if (session.State != (session.Failed ? "failed" : "with"))
        {
            yield return $"session {session.Id} counts as '{session.State}', and it {(session.Failed ? "failed" : "has features")}";
        }
    }

    private static IEnumerable<string> Of(AccountJob job, IReadOnlyList<AccountAttempt> attempts, FaultLog faults)
    {
        if (attempts.Count(attempt => attempt.Outcome != "released") != job.Attempt)
        {
            yield return $"job {job.Id} ended at attempt {job.Attempt}: {string.Join(", ", attempts.Select(attempt => attempt.Outcome))}";
        }

        if (attempts.Count == 0 || attempts[^1].Outcome != (job.ErrorKind == "lease_expired" ? "lease_expired" : job.Status))
        {
            yield return $"job {job.Id} is {job.Status}, and its last attempt {(attempts.Count == 0 ? "never was" : attempts[^1].Outcome)}";
        }

        foreach (var attempt in attempts)
        {
            if (attempt.EndedAt is not { } endedAt)
            {
                yield return $"job {job.Id}: attempt {attempt.LeaseToken} never ended";
            }
            else if (attempt.Outcome is "lease_expired" or "released" or "retry" && !faults.Explains(attempt.ProcessId, attempt.StartedAt, endedAt))
            {
                yield return $"job {job.Id}: attempt {attempt.LeaseToken} by {attempt.Worker} ended as {attempt.Outcome} ({attempt.StartedAt:HH:mm:ss.fff} to {endedAt:HH:mm:ss.fff}), and nothing had happened";
            }
            else if (attempt != attempts[^1] && attempt.Outcome is "completed" or "failed" && attempt.LeaseToken != attempts[^1].LeaseToken)
            {
                yield return $"job {job.Id}: attempt {attempt.LeaseToken} ended as {attempt.Outcome}, and was not the last";
            }
        }
    }
}

internal sealed record AccountSession(
    Guid Id, long Measurements, Guid? JobId, bool Failed, DateTimeOffset? WrittenAt, long Receivers, DateTimeOffset? ReceiversWrittenAt, string? State);

internal sealed record AccountJob(Guid Id, Guid SessionId, string Status, int Attempt, DateTimeOffset CompletedAt, string? ErrorKind);

internal sealed record AccountAttempt(Guid JobId, long LeaseToken, int Attempt, string Worker, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Outcome)
{
    /// <summary>A worker's name is <c>{host}/{process}/{something}</c>.</summary>
    public int ProcessId => int.Parse(Worker.Split('/')[^2], System.Globalization.CultureInfo.InvariantCulture);
}
