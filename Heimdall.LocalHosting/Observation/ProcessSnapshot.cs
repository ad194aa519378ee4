namespace Heimdall.LocalHosting;

/// <summary>A process of a resource at one moment.</summary>
/// <param name="Name">Its name, also that of its log file: the resource's, with a number where there are several.</param>
/// <param name="ProcessId">Null while it does not run.</param>
/// <param name="StartedAt">When it was started last; null when it never was.</param>
/// <param name="IsHealthy">It runs, and its health check passes.</param>
/// <param name="Restarts">How often it was started again.</param>
/// <param name="Address">Where it is reached; null without an address.</param>
/// <param name="Reason">Why it is not healthy.</param>
public sealed record ProcessSnapshot(
    string Name,
    int? ProcessId,
    DateTimeOffset? StartedAt,
    bool IsHealthy,
    int Restarts,
    string? Address = null,
    string? Reason = null);
