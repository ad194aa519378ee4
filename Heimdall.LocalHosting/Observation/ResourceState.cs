using System.Text.Json;
using System.Text.Json.Serialization;

namespace Heimdall.LocalHosting.Observation;

/// <summary>What the engine tells others of its system, as a file.</summary>
/// <param name="WrittenAt">When.</param>
/// <param name="Resources">In the order of the description.</param>
internal sealed record SystemState(DateTimeOffset WrittenAt, IReadOnlyList<ResourceState> Resources)
{
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StateJson.Default.SystemState);
}

/// <summary>One resource of the file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>postgres</c>, <c>project</c>, …: the type's name without its ending, in lower case.</param>
/// <param name="State">One of <see cref="KnownResourceStates"/>.</param>
/// <param name="Healthy">Running, and its health check passes.</param>
/// <param name="Since">When state or health changed last.</param>
/// <param name="Addresses">Where it is reached.</param>
/// <param name="Reason">Why it is in this state, where that needs saying.</param>
/// <param name="Replicas">How many processes it should have.</param>
/// <param name="Restarts">How often its processes were started again, together.</param>
/// <param name="WaitsFor">What has to be healthy before it starts.</param>
/// <param name="Links">Pages of it for people.</param>
/// <param name="Processes">What runs for it; nothing for a resource that is no process.</param>
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
    IReadOnlyList<LinkState> Links,
    IReadOnlyList<ProcessState> Processes)
{
    public static ResourceState Of(IResource resource, ResourceSnapshot snapshot) => new(
        resource.Name,
        KindOf(resource),
        snapshot.State,
        snapshot.IsHealthy,
        snapshot.Since,
        snapshot.Address?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
        snapshot.Reason,
        resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1,
        snapshot.Processes.Sum(p => p.Restarts),
        [.. resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource.Name)],
        [.. UrlBuilderExtensions.LinksOf(resource).Select(l => new LinkState(l.Text ?? l.Url, l.Url))],
        [.. snapshot.Processes.Select(ProcessState.Of)]);

    private static string KindOf(IResource resource)
    {
        var name = resource.GetType().Name.Replace("Resource", string.Empty, StringComparison.Ordinal);
        return name.Replace("Container", string.Empty, StringComparison.Ordinal).Replace("Server", string.Empty, StringComparison.Ordinal).ToLowerInvariant();
    }
}

/// <summary>One process of a resource, see <see cref="ProcessSnapshot"/>.</summary>
internal sealed record ProcessState(string Name, int? ProcessId, DateTimeOffset? StartedAt, bool Healthy, int Restarts, string? Address, string? Reason)
{
    public static ProcessState Of(ProcessSnapshot process) =>
        new(process.Name, process.ProcessId, process.StartedAt, process.IsHealthy, process.Restarts, process.Address, process.Reason);
}

/// <summary>A page for people.</summary>
internal sealed record LinkState(string Text, string Url);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(SystemState))]
internal sealed partial class StateJson : JsonSerializerContext;
