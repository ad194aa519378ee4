namespace Heimdall.Tests.Simulation;

/// <summary>
/// The tables of the jobs in memory, and every statement on them as a method of the statement's name. A call is one transaction, or the part
/// of one between two round trips. <see cref="LedgerConformanceTests"/> holds it against PostgreSQL.
/// </summary>
internal sealed partial class SimulatedLedger(InvariantChecker? checker = null, Mutant mutant = Mutant.None)
{
    private readonly Stack<SimulatedJob> _pool = new();
    private readonly List<SimulatedJob> _all = [];
    private readonly List<SimulatedJob> _live = [];
    private readonly List<SimulatedJob> _finished = [];
    private SimulatedFeatures?[] _features = [];
    private bool[] _isCovered = [];
    private long _jobOrder;

    /// <summary>The database's wall clock, milliseconds.</summary>
    public long Now { get; set; }

    /// <summary>The database's monotonic clock, milliseconds.</summary>
    public long Uptime { get; set; }

    /// <summary>How long the server lets a transaction be idle; what it had locked is free then.</summary>
    public long IdleTransactionTimeout { get; init; } = 15_000;

    public IReadOnlyList<SimulatedJob> Live => _live;

    public IReadOnlyList<SimulatedJob> Finished => _finished;

    /// <summary>All jobs there ever were, by id.</summary>
    public IReadOnlyList<SimulatedJob> All => _all;

    public int Subjects => _features.Length;

    /// <summary>Empties all tables.</summary>
    public void Reset(int subjects)
    {
        foreach (var job in _all)
        {
            _pool.Push(job);
        }

        _all.Clear();
        _live.Clear();
        _finished.Clear();
        if (_features.Length != subjects)
        {
            (_features, _isCovered) = (new SimulatedFeatures?[subjects], new bool[subjects]);
        }

        Array.Clear(_features);
        Array.Clear(_isCovered);
        (Now, Uptime) = (0, 0);
        RestartServer();
        checker?.OnBegin(subjects);
    }

    public SimulatedFeatures? FeaturesOf(int subject) => _features[subject];

    public bool IsCovered(int subject) => _isCovered[subject];

    /// <summary>The session of the subject is completed, and had nothing to queue for then.</summary>
    public void Cover(int subject) => _isCovered[subject] = true;

    /// <summary>Completes a session and queues its job, in one transaction; again: nothing.</summary>
    public SimulatedJob? Complete(int subject, int maxAttempts = 5)
    {
        if (_isCovered[subject])
        {
            return null;
        }

        _isCovered[subject] = true;
        return Enqueue(subject, SimulatedLane.Live, SimulatedCause.Completion, maxAttempts);
    }

    /// <summary>A row of <c>enqueue_missing</c>: on conflict do nothing.</summary>
    public SimulatedJob? EnqueueMissing(int subject, int maxAttempts = 5) => Enqueue(subject, SimulatedLane.Backfill, SimulatedCause.Batch, maxAttempts);

    /// <summary>An operator's request: a live job wins, then a finished one unless forced, else a new one is queued.</summary>
    public SimulatedJob? RequestExtraction(int subject, bool force, int maxAttempts = 5)
    {
        if (!_isCovered[subject] || FindLive(subject) is not null)
        {
            return null;
        }

        return !force && HasFinished(subject)
            ? null
            : Enqueue(subject, SimulatedLane.Live, force ? SimulatedCause.Force : SimulatedCause.Request, maxAttempts);
    }

    /// <summary>
    /// An operator's retry: a new job, in the same lane, in place of one that failed or was cancelled, unless its subject has a live one or a
    /// later one completed.
    /// </summary>
    /// <returns>What the operator is told, and of which job.</returns>
    public (SimulatedRetry Answer, SimulatedJob Job) RetryByHand(SimulatedJob asked, int maxAttempts = 5)
    {
        if (asked.IsLive || asked.Status == SimulatedStatus.Completed)
        {
            return (asked.IsLive ? SimulatedRetry.Active : SimulatedRetry.Completed, asked);
        }

        if (FindLive(asked.Subject) is { } live)
        {
            return (SimulatedRetry.Active, live);
        }

        if (mutant != Mutant.RetryBlind && FindLaterCompleted(asked) is { } done)
        {
            return (SimulatedRetry.Completed, done);
        }

        return (SimulatedRetry.Queued, Insert(asked.Subject, asked.Lane, SimulatedCause.Retry, maxAttempts, asked));
    }

    /// <summary>The subjects that a batch sees as missing at this moment.</summary>
    public void FindMissing(List<int> found)
    {
        found.Clear();
        for (var subject = 0; subject < _features.Length; subject++)
        {
            if (_isCovered[subject] && _features[subject] is null && FindLive(subject) is null)
            {
                checker?.OnFound(subject);
                found.Add(subject);
            }
        }
    }

    /// <summary>
    /// <c>claim_jobs</c>: live before backfill, and so many of the backfill at most; then what waited for its time, then in the order in which
    /// it became due; what is locked is skipped.
    /// </summary>
    public void ClaimJobs(int worker, int limit, int backfillLimit, long leaseDuration, List<SimulatedJob> claimed)
    {
        claimed.Clear();
        var backfillLeft = mutant == Mutant.ShareIgnored ? limit : backfillLimit;
        while (claimed.Count < limit && NextDue(backfillLeft > 0) is { } job)
        {
            backfillLeft -= job.Lane == SimulatedLane.Backfill ? 1 : 0;
            job.Status = SimulatedStatus.Extracting;
            job.Attempt++;
            job.LeaseOwner = worker;
            job.LeaseToken += mutant == Mutant.TokensReused && job.LeaseToken > 0 ? 0 : 1;
            job.LeaseExpiresAt = Now + leaseDuration;
            job.StartedAt = Now;
            job.Progress = 0;
            job.Attempts.Add(new SimulatedAttempt(job.LeaseToken, job.Attempt, worker, Now, null, SimulatedOutcome.None));
            claimed.Add(job);
            checker?.OnClaimed(this, job);
        }

        checker?.OnClaimEnded(this, claimed, backfillLimit);
    }

    /// <summary><c>renew_leases</c> for one of them.</summary>
    public bool RenewLease(SimulatedJob job, long token, int progress, long leaseDuration)
    {
        if (!job.IsLive || job.LeaseToken != token || job.Status != SimulatedStatus.Extracting)
        {
            return false;
        }

        job.LeaseExpiresAt = Now + leaseDuration;
        job.Progress = Math.Max(job.Progress, progress);
        return true;
    }

    /// <summary>Whether a claim could have the job now.</summary>
    public bool IsDue(SimulatedJob job) => job.Status == SimulatedStatus.Queued && job.NotBefore <= Now && !IsLocked(job);

    /// <summary>The server went down: every open transaction is undone.</summary>
    public void RestartServer()
    {
        foreach (var job in _live)
        {
            job.LockToken = 0;
        }

        _announcer = null;
    }

    // On conflict do nothing: the table has one live job a subject.
    private SimulatedJob? Enqueue(int subject, SimulatedLane lane, SimulatedCause cause, int maxAttempts) =>
        mutant != Mutant.UniqueOff && FindLive(subject) is not null ? null : Insert(subject, lane, cause, maxAttempts);

    private SimulatedJob Insert(int subject, SimulatedLane lane, SimulatedCause cause, int maxAttempts, SimulatedJob? inPlaceOf = null)
    {
        var job = _pool.TryPop(out var pooled) ? pooled : new SimulatedJob();
        job.Queue(_all.Count, subject, lane, maxAttempts, inPlaceOf?.Id, Now);
        job.ReadySequence = ++_jobOrder;
        _all.Add(job);
        _live.Add(job);
        checker?.OnEnqueued(this, job, cause, inPlaceOf);
        return job;
    }

    private SimulatedJob? FindLaterCompleted(SimulatedJob asked)
    {
        SimulatedJob? latest = null;
        foreach (var job in _finished)
        {
            if (job.Subject == asked.Subject && job.Status == SimulatedStatus.Completed && job.CompletedAt > (latest ?? asked).CompletedAt)
            {
                latest = job;
            }
        }

        return latest;
    }

    private SimulatedJob? FindLive(int subject)
    {
        foreach (var job in _live)
        {
            if (job.Subject == subject)
            {
                return job;
            }
        }

        return null;
    }

    private bool HasFinished(int subject)
    {
        foreach (var job in _finished)
        {
            if (job.Subject == subject && job.Status is SimulatedStatus.Completed or SimulatedStatus.Failed)
            {
                return true;
            }
        }

        return false;
    }

    private SimulatedJob? NextDue(bool mayBackfill)
    {
        SimulatedJob? next = null;
        foreach (var job in _live)
        {
            if (IsDue(job) && (mayBackfill || job.Lane == SimulatedLane.Live) && (next is null || ComesBefore(job, next)))
            {
                next = job;
            }
        }

        return next;
    }

    private bool ComesBefore(SimulatedJob job, SimulatedJob other) =>
        job.Lane != other.Lane && mutant != Mutant.LanesIgnored
            ? job.Lane == SimulatedLane.Live
            : (job.ReadySequence ?? 0, job.NotBefore).CompareTo((other.ReadySequence ?? 0, other.NotBefore)) < 0;

    private bool IsLocked(SimulatedJob job) =>
        job.LockToken != 0 && (job.LockedUntil > Uptime || mutant == Mutant.IdleTransactionsKept);
}
