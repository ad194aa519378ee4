using Heimdall.LocalHosting.Engine;
using Heimdall.LocalHosting.Installation;

namespace Heimdall.LocalHosting.Projects;

/// <summary>Runs a service as as many processes as it has replicas; it is healthy when all of them are.</summary>
internal sealed class ServiceRunner : IResourceRunner
{
    private readonly IReadOnlyList<Replica> replicas;

    /// <summary>Plans the replicas.</summary>
    /// <param name="resource">The service.</param>
    /// <param name="environmentName">The app host's environment (Development, Production), which services share.</param>
    /// <param name="context">Engine.</param>
    public ServiceRunner(IProcessResource resource, string environmentName, EngineContext context)
    {
        Resource = resource;
        var count = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
        replicas = [.. Enumerable.Range(0, count).Select(i => new Replica(resource, i, count, environmentName, context))];
    }

    public IResource Resource { get; }

    public string? Address => string.Join(' ', replicas.SelectMany(r => r.Urls)) is { Length: > 0 } urls ? urls : null;

    public IReadOnlyList<ProcessSnapshot> Processes => [.. replicas.Select(r => r.Snapshot)];

    public IReadOnlyList<ProgramRequirement> Requirements => [];

    public void AllocatePorts()
    {
        foreach (var replica in replicas)
        {
            replica.AllocatePorts();
        }
    }

    public async Task StartAsync(Action<bool, string?> report, CancellationToken cancellationToken)
    {
        var faults = new ReplicaFaults(replicas.Count, report);
        await Task.WhenAll(replicas.Select((r, i) => r.StartAsync((healthy, reason) => faults.Report(i, healthy, reason), cancellationToken)));
    }

    public Task StopAsync(TimeSpan grace) => Task.WhenAll(replicas.Select(r => r.StopAsync(grace)));

    /// <summary>Turns the reports of replicas into one of the resource.</summary>
    private sealed class ReplicaFaults(int replicas, Action<bool, string?> report)
    {
        private readonly Lock gate = new();
        private readonly bool[] healthy = new bool[replicas];

        public void Report(int replica, bool isHealthy, string? reason)
        {
            lock (gate)
            {
                healthy[replica] = isHealthy;
                report(Array.TrueForAll(healthy, h => h), reason);
            }
        }
    }
}
