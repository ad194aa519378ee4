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
