using Dapper;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Sessions;
using Heimdall.Tests.Ledger;

namespace Heimdall.Tests.Simulation;

/// <summary>The ledger that Heimdall runs on, with the model's numbers for subjects, jobs and workers.</summary>
internal sealed class RealLedger(ClockedDatabase database)
{
    private const string Operator = "model";
    private const string NewJob = "select id from heimdall.jobs where subject_id = @subject order by id desc limit 1";

    private readonly LedgerScenario _scenario = new(database.Source);
    private readonly List<Session> _sessions = [];
    private readonly Dictionary<Guid, int> _jobs = [];
    private readonly List<Guid> _ids = [];

    public async Task StartSessionsAsync(int count)
    {
        for (var subject = 0; subject < count; subject++)
        {
            _sessions.Add(await _scenario.StartSessionAsync(receivers: 1, start: ClockedDatabase.Start.AddHours(subject - count)));
        }
    }

    public async Task CompleteAsync(int subject, int maxAttempts)
    {
        await _scenario.CompleteAsync(_sessions[subject].Id);
        await LearnJobAsync(subject, maxAttempts);
    }

    /// <summary>A session that was completed before there was anything to extract: it has no job.</summary>
    public async Task CoverAsync(int subject)
    {
        await _scenario.CompleteAsync(_sessions[subject].Id);
        await database.ExecuteAsync("delete from heimdall.extraction_jobs where subject_id = @subject", new { subject = _sessions[subject].Id });
    }

    /// <summary>Queues the newest subject that is missing, if there is one.</summary>
    public async Task EnqueueMissingAsync(int? expected, int maxAttempts)
    {
        var report = await _scenario.Batches.EnqueueMissingAsync(LedgerScenario.RfIq, 1, Operator, CancellationToken.None);
        Assert.Equal(expected is null ? 0 : 1, report.Queued);
        if (expected is { } subject)
        {
            await LearnJobAsync(subject, maxAttempts);
        }
    }

    public async Task RequestAsync(int subject, bool force, int maxAttempts)
    {
        await _scenario.Requests.RequestAsync(_sessions[subject].Id, LedgerScenario.RfIq, force, Operator, null, CancellationToken.None);
        await LearnJobAsync(subject, maxAttempts);
    }

    /// <returns>True where it is cancelled, false where it had ended before.</returns>
    public async Task<bool> CancelAsync(int job) => await new JobCancellations(database.Source).CancelAsync(_ids[job], Operator, CancellationToken.None) switch
    {
        JobCancelOutcome.Cancelled => true,
        JobCancelOutcome.Finished => false,
        var outcome => throw new InvalidOperationException($"Job {job} is {outcome}."),
    };

    /// <returns>What whoever asks is told, and of which job.</returns>
    public async Task<(SimulatedRetry Answer, int Job)> RetryByHandAsync(int job, int subject, int maxAttempts)
    {
        var outcome = await new JobRetries(database.Source).RetryAsync(_ids[job], Operator, null, CancellationToken.None);
        await LearnJobAsync(subject, maxAttempts);
        return outcome switch
        {
            JobRetryOutcome.Queued queued => (SimulatedRetry.Queued, _jobs[queued.Job.Id]),
            JobRetryOutcome.MadeDue due => (SimulatedRetry.MadeDue, _jobs[due.Job.Id]),
            JobRetryOutcome.Active active => (SimulatedRetry.Active, _jobs[active.Job.Id]),
            JobRetryOutcome.Completed completed => (SimulatedRetry.Completed, _jobs[completed.Job.Id]),
            _ => throw new InvalidOperationException($"Job {job} is {outcome}."),
        };
    }

    public async Task<IReadOnlyList<ClaimedJob>> ClaimAsync(int worker, int limit, int backfillLimit, TimeSpan leaseDuration) =>
        await _scenario.Queue.ClaimAsync(new ClaimOrder($"{worker}", limit, backfillLimit, [LedgerScenario.RfIq], leaseDuration), CancellationToken.None);

    public async Task<bool> RenewAsync(ClaimedJob job, int progress, TimeSpan leaseDuration) =>
        (await _scenario.Queue.RenewAsync([new LeaseRenewal(job.Lease, progress)], leaseDuration, CancellationToken.None)).Contains(job.Id);

    /// <returns>False where the lease is lost.</returns>
    public Task<bool> SettleAsync(ClaimedJob job, bool allFailed) => HoldsAsync(() => _scenario.SettleAsync(job, failed: allFailed ? 1 : 0));

    /// <returns>False where the lease is lost.</returns>
    public Task<bool> RetryAsync(ClaimedJob job, TimeSpan delay) =>
        HoldsAsync(() => _scenario.Queue.RetryAsync(job, "the world is at fault", delay, CancellationToken.None));

    /// <returns>False where the lease is lost.</returns>
    public Task<bool> ReleaseAsync(ClaimedJob job) => HoldsAsync(() => _scenario.Queue.ReleaseAsync(job.Lease, CancellationToken.None));

    /// <summary>Announces what is due.</summary>
    /// <returns>The jobs that were announced, in order of their numbers.</returns>
    public async Task<IReadOnlyList<int>> AnnounceAsync(TimeSpan again)
    {
        var announced = new List<int>();
        var announcements = new JobAnnouncements(database.Source);
        var marked = new List<AnnouncedJob>();
        await announcements.AnnounceAsync(new AnnouncementLook(0, again, [], 100), Publish, CancellationToken.None);
        await announcements.MarkAsync(marked, CancellationToken.None);
        announced.Sort();
        return announced;

        Task Publish(IReadOnlyList<JobToAnnounce> jobs, CancellationToken cancellationToken)
        {
            announced.AddRange(jobs.Select(job => _jobs[job.Id]));
            marked.AddRange(jobs.Select(job => new AnnouncedJob(job.Id, job.LeaseToken)));
            return Task.CompletedTask;
        }
    }

    /// <summary>All that the tables say of jobs, one line a row, in the model's numbers.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync()
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var answers = await connection.QueryMultipleAsync(LedgerTables.Read, new { start = ClockedDatabase.Start });
        var lines = new List<string>();
        foreach (var job in await answers.ReadAsync<JobRow>())
        {
            lines.Add(job.Line(_jobs[job.Id], Subject(job.SubjectId), job.RetryOf is { } asked ? _jobs[asked] : null));
        }

        foreach (var attempt in await answers.ReadAsync<AttemptRow>())
        {
            lines.Add(attempt.Line(_jobs[attempt.JobId]));
        }

        foreach (var features in await answers.ReadAsync<FeaturesRow>())
        {
            lines.Add(features.Line(Subject(features.SessionId), _jobs[features.JobId]));
        }

        foreach (var coverage in await answers.ReadAsync<CoverageRow>())
        {
            lines.Add(coverage.Line(Subject(coverage.SessionId)));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static async Task<bool> HoldsAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (LeaseLostException)
        {
            return false;
        }
    }

    private int Subject(Guid sessionId) => _sessions.FindIndex(session => session.Id == sessionId);

    private async Task LearnJobAsync(int subject, int maxAttempts)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        var id = await connection.QuerySingleOrDefaultAsync<Guid?>(NewJob, new { subject = _sessions[subject].Id });
        if (id is { } job && _jobs.TryAdd(job, _jobs.Count))
        {
            _ids.Add(job);
            await connection.ExecuteAsync("update heimdall.extraction_jobs set max_attempts = @maxAttempts where id = @job", new { maxAttempts, job });
        }
    }
}
