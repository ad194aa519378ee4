namespace Heimdall.LocalHosting.Engine;

/// <summary>How the system's run went, for the exit code of whoever ran it.</summary>
internal sealed class EngineOutcome
{
    private int faults;

    /// <summary>Whether a resource could not start.</summary>
    public bool HasFailed => Volatile.Read(ref faults) > 0;

    public void Fail() => Interlocked.Increment(ref faults);
}
