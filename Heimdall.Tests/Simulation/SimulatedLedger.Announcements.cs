namespace Heimdall.Tests.Simulation;

/// <summary>Which queued jobs the workers have yet to hear of.</summary>
internal sealed partial class SimulatedLedger
{
    private int? _announcer;
    private long _announcerUntil;

    /// <summary><c>try_lead_announcing</c>: one announcer of all workers is at work at a time.</summary>
    public bool TryLeadAnnouncing(int worker)
    {
        if (_announcer is not null && (_announcerUntil > Uptime || mutant == Mutant.IdleTransactionsKept))
        {
            return false;
        }

        (_announcer, _announcerUntil) = (worker, Uptime + IdleTransactionTimeout);
        return true;
    }

    /// <summary>The announcer's transaction is still there to commit.</summary>
    public bool LeadsAnnouncing(int worker) => _announcer == worker && (_announcerUntil > Uptime || mutant == Mutant.IdleTransactionsKept);

    public void StopAnnouncing(int worker)
    {
        if (_announcer == worker)
        {
            _announcer = null;
        }
    }

    /// <summary><c>find_jobs_to_announce</c>, in no order.</summary>
    public void FindJobsToAnnounce(long again, List<SimulatedJob> due)
    {
        due.Clear();
        foreach (var job in _live)
        {
            if (job.Status == SimulatedStatus.Queued && job.NotBefore <= Now
                && (job.AnnouncedAt is not { } announcedAt || (announcedAt < Now - again && mutant != Mutant.ReannouncingOff)))
            {
                due.Add(job);
            }
        }
    }

    /// <summary><c>mark_announced</c>.</summary>
    public void MarkAnnounced(List<SimulatedJob> jobs)
    {
        foreach (var job in jobs)
        {
            if (job.IsLive && job.Status == SimulatedStatus.Queued)
            {
                job.AnnouncedAt = Now;
            }
        }
    }
}
