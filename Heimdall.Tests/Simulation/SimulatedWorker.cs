namespace Heimdall.Tests.Simulation;

internal enum WorkerState
{
    Down,
    Up,
    Stopping,
}

/// <summary>A place for a worker, and the process that is in it.</summary>
internal sealed class SimulatedWorker
{
    public int Place { get; set; }

    /// <summary>The process: what was sent to an earlier one never arrives.</summary>
    public int Incarnation { get; set; }

    public WorkerState State { get; set; }

    /// <summary>Frozen until then; 0: it runs.</summary>
    public long WakesAt { get; set; }

    public int Slots { get; set; }

    /// <summary>Thousandths by which its monotonic clock is fast (or slow) against the database's.</summary>
    public int DriftPerMille { get; set; }

    /// <summary>Milliseconds by which its wall clock is off.</summary>
    public long WallOffsetMs { get; set; }

    public List<HeldSimulatedJob> Held { get; } = [];

    public List<SimulatedJob> Announcing { get; } = [];

    public bool IsClaiming { get; set; }

    public bool IsToClaimAgain { get; set; }

    public bool IsAnnouncing { get; set; }

    /// <summary>What its rescuer knows of the server.</summary>
    public RescuePause Pause { get; } = new();

    /// <summary>Since when its rescuer does its rounds undisturbed.</summary>
    public long RescuesSince { get; set; }

    public bool IsFrozen => WakesAt > 0;

    /// <summary>How long the database's clock takes for what this worker's clock calls so long.</summary>
    public long Takes(long localMs) => localMs * 1000 / (1000 + DriftPerMille);

    /// <summary>How many jobs of the backfill it may take on, as it knows.</summary>
    public int BackfillRoom(double share)
    {
        var room = Math.Max(1, (int)(share * Slots));
        foreach (var held in Held)
        {
            room -= held is { IsSettling: false, Job.Lane: SimulatedLane.Backfill } ? 1 : 0;
        }

        return Math.Max(0, room);
    }

    public HeldSimulatedJob? Find(int job, long token)
    {
        foreach (var held in Held)
        {
            if (held.Job.Id == job && held.Token == token)
            {
                return held;
            }
        }

        return null;
    }

    /// <summary>The process is gone, with all it knew.</summary>
    public void Forget()
    {
        Held.Clear();
        Announcing.Clear();
        (WakesAt, IsClaiming, IsToClaimAgain, IsAnnouncing) = (0, false, false, false);
        (Incarnation, RescuesSince) = (0, long.MaxValue);
        Pause.Forget();
    }
}

/// <summary>A job that a worker believes to have.</summary>
internal sealed record HeldSimulatedJob(SimulatedJob Job, long Token, int Attempt)
{
    public long Deadline { get; set; }

    public bool IsSettling { get; set; }

    public bool HasLeaseEnded { get; set; }

    /// <summary>The commit is on its way: it may take effect although its sender is gone.</summary>
    public bool IsCommitting { get; set; }

    public SimulatedOutcome Outcome { get; set; }
}
