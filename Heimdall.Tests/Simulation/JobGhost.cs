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

    public void Reset()
    {
        (Holder, LargestToken, Asked, IsTaken, IsDisturbed) = (0, 0, SimulatedOutcome.None, false, false);
        (Claims, Releases, Results, Ends) = (0, 0, 0, 0);
    }
}
