namespace Heimdall.Api.Resources;

/// <summary>The parts of the system, as the engine that runs them sees them.</summary>
/// <param name="Engine"><c>local</c>, <c>aspire</c> or <c>none</c>.</param>
/// <param name="Message">Where they can be seen, when not here.</param>
/// <param name="DashboardUrl">Aspire's dashboard.</param>
/// <param name="WrittenAt">When the engine saw the last change.</param>
/// <param name="Resources">Servers and services, in the order of the description; empty when the engine shows them elsewhere.</param>
internal sealed record ResourcesResponse(
    string Engine,
    string? Message,
    string? DashboardUrl,
    DateTimeOffset? WrittenAt,
    IReadOnlyList<ResourceState> Resources);

/// <summary>What the local engine writes.</summary>
internal sealed record SystemState(DateTimeOffset WrittenAt, IReadOnlyList<ResourceState> Resources);

/// <summary>One part of the system.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>postgres</c>, <c>postgresdatabase</c>, <c>rabbitmq</c>, <c>minio</c> or <c>project</c>.</param>
/// <param name="State"><c>NotStarted</c>, <c>Waiting</c>, <c>Starting</c>, <c>Running</c>, <c>FailedToStart</c>, <c>Stopping</c> or <c>Exited</c>.</param>
/// <param name="Healthy">It runs, and its health check passes.</param>
/// <param name="Since">When state or health changed last.</param>
/// <param name="Addresses">Where it is reached.</param>
/// <param name="Reason">Why it is in this state, where that needs saying.</param>
/// <param name="Replicas">How many processes it should have.</param>
/// <param name="Restarts">How often its processes were started again.</param>
/// <param name="WaitsFor">What has to be healthy before it starts.</param>
/// <param name="Links">Pages of it for people.</param>
/// <param name="Processes">What runs for it.</param>
internal sealed record ResourceState(
    string Name,
    string Kind,
    string State,
    bool Healthy,
    DateTimeOffset Since,
    IReadOnlyList<string> Addresses,
    string? Reason,
    int Replicas,
    int Restarts,
    IReadOnlyList<string> WaitsFor,
    IReadOnlyList<ResourceLink> Links,
    IReadOnlyList<ResourceProcess> Processes);

/// <summary>A page for people.</summary>
internal sealed record ResourceLink(string Text, string Url);

/// <summary>A process of a resource.</summary>
/// <param name="Name">Also the name of its log.</param>
/// <param name="ProcessId">Null while it does not run.</param>
/// <param name="StartedAt">When it was started last.</param>
/// <param name="Healthy">It runs, and its health check passes.</param>
/// <param name="Restarts">How often it was started again.</param>
/// <param name="Address">Where it is reached.</param>
/// <param name="Reason">Why it is not healthy.</param>
internal sealed record ResourceProcess(
    string Name,
    int? ProcessId,
    DateTimeOffset? StartedAt,
    bool Healthy,
    int Restarts,
    string? Address,
    string? Reason);

/// <summary>The last lines of a resource's processes.</summary>
/// <param name="Name">The resource.</param>
/// <param name="Logs">One a process.</param>
internal sealed record ResourceLogsResponse(string Name, IReadOnlyList<ProcessLog> Logs);

/// <summary>The last lines of a process, the oldest first; each begins with its time.</summary>
internal sealed record ProcessLog(string Process, IReadOnlyList<string> Lines);
