namespace Heimdall.LocalHosting;

/// <summary>The states a resource goes through, under Aspire's names.</summary>
public static class KnownResourceStates
{
    public const string NotStarted = "NotStarted";
    public const string Waiting = "Waiting";
    public const string Starting = "Starting";
    public const string Running = "Running";
    public const string FailedToStart = "FailedToStart";
    public const string Stopping = "Stopping";
    public const string Exited = "Exited";
}

/// <summary>A resource at one moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">One of <see cref="KnownResourceStates"/>.</param>
/// <param name="IsHealthy">Running, and its health check passes.</param>
/// <param name="Address">Where it is reached; null without an address.</param>
/// <param name="Reason">Why it is in this state, where that needs saying.</param>
public sealed record ResourceSnapshot(string Name, string State, bool IsHealthy, string? Address = null, string? Reason = null)
{
    /// <summary>When state or health changed last.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>What runs for it.</summary>
    public IReadOnlyList<ProcessSnapshot> Processes { get; init; } = [];

    /// <summary>The state in words for the operator.</summary>
    public string Description => (State, IsHealthy) switch
    {
        (KnownResourceStates.Running, true) => "healthy",
        (KnownResourceStates.Running, false) => "running, not healthy",
        _ => State,
    };
}

/// <summary>A change of a resource.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Snapshot">What it is now.</param>
public sealed record ResourceEvent(IResource Resource, ResourceSnapshot Snapshot);
