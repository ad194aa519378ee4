namespace Heimdall.Tests.Simulation;

/// <summary>The checker's own books about a job.</summary>
internal sealed class JobGhost
{
    /// <summary>The token that was given out last and not taken back; 0: nobody has the job.</summary>
    public long Holder { get; set; }

    public long LargestToken { get; set; }

    /// <summary>What its holder asked for last.</summary>
    public SimulatedOutcome Asked { get; set; }

    /// <summary>A rescuer or an operator took the job from its holder, or ended it.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Something happened to its holder since the claim that may cost it its lease.</summary>
    public bool IsDisturbed { get; set; }

    public int Claims { get; set; }

    public int Releases { get; set; }

    public int Results { get; set; }

    public int Ends { get; set; }

    /// <summary>When it was queued, and when it ended, on the clock that nobody sets.</summary>
    public long QueuedAt { get; set; }

    public long EndedAt { get; set; }

    public void Reset()
    {
        (Holder, LargestToken, Asked, IsTaken, IsDisturbed) = (0, 0, SimulatedOutcome.None, false, false);
        (Claims, Releases, Results, Ends) = (0, 0, 0, 0);
        (QueuedAt, EndedAt) = (0, 0);
    }
}

/// <summary>The checker's own books about a subject.</summary>
internal sealed class SubjectGhost
{
    /// <summary>Jobs that were queued and have not ended.</summary>
    public int Live { get; set; }

    public int Jobs { get; set; }

    /// <summary>A result or a failure was written: no batch has any business with it.</summary>
    public bool HasOutcome { get; set; }

    /// <summary>A result with features was written: no failure may take its place.</summary>
    public bool HasFeatures { get; set; }

    /// <summary>A job completed or failed: whoever does not insist gets no other.</summary>
    public bool IsSettled { get; set; }

    /// <summary>When a job of it completed last, on the clock that nobody sets.</summary>
    public long? CompletedAt { get; set; }

    public void Reset() => (Live, Jobs, HasOutcome, HasFeatures, IsSettled, CompletedAt) = (0, 0, false, false, false, null);
}
