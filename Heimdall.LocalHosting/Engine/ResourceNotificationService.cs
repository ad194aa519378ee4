namespace Heimdall.LocalHosting;

/// <summary>Knows the state of every resource, and tells who waits for one.</summary>
public sealed class ResourceNotificationService
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ResourceEvent> current = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Waiter> waiters = [];

    /// <summary>Waits until the resource is healthy.</summary>
    /// <exception cref="LocalEngineException">It cannot start; the message says why.</exception>
    /// <exception cref="ArgumentException">There is no such resource.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
    {
        var reached = await WaitForResourceAsync(
            resourceName,
            e => e.Snapshot.IsHealthy || e.Snapshot.State is KnownResourceStates.FailedToStart or KnownResourceStates.Exited,
            cancellationToken);
        return reached.Snapshot.IsHealthy
            ? reached
            : throw new LocalEngineException(reached.Snapshot.Reason ?? $"'{resourceName}' is {reached.Snapshot.State} and will not become healthy.");
    }

    /// <summary>Waits until the resource is in the state, <c>Running</c> by default.</summary>
    /// <exception cref="ArgumentException">There is no such resource.</exception>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, e => e.Snapshot.State == (targetState ?? KnownResourceStates.Running), cancellationToken);

    /// <summary>Waits until the resource is as the predicate wants it.</summary>
    /// <exception cref="ArgumentException">There is no such resource.</exception>
    public Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        lock (gate)
        {
            if (!current.TryGetValue(resourceName, out var now))
            {
                throw new ArgumentException($"There is no resource named '{resourceName}'.", nameof(resourceName));
            }

            if (predicate(now))
            {
                return Task.FromResult(now);
            }

            var waiter = new Waiter(resourceName, predicate);
            waiters.Add(waiter);
            return WaitAsync(waiter, cancellationToken);
        }
    }

    /// <summary>The resource as it is now; false when there is none of that name.</summary>
    public bool TryGetCurrentState(string resourceName, out ResourceEvent? resourceEvent)
    {
        lock (gate)
        {
            return current.TryGetValue(resourceName, out resourceEvent);
        }
    }

    internal IReadOnlyList<ResourceSnapshot> Snapshots(IEnumerable<IResource> resources)
    {
        lock (gate)
        {
            return [.. resources.Select(r => current[r.Name].Snapshot)];
        }
    }

    internal void Publish(IResource resource, ResourceSnapshot snapshot)
    {
        var now = new ResourceEvent(resource, snapshot);
        List<Waiter> reached;
        lock (gate)
        {
            current[resource.Name] = now;
            reached = waiters.FindAll(w => string.Equals(w.ResourceName, resource.Name, StringComparison.OrdinalIgnoreCase) && w.Predicate(now));
            waiters.RemoveAll(reached.Contains);
        }

        foreach (var waiter in reached)
        {
            waiter.Reached.TrySetResult(now);
        }
    }

    private async Task<ResourceEvent> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        try
        {
            return await waiter.Reached.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (gate)
            {
                waiters.Remove(waiter);
            }
        }
    }

    private sealed class Waiter(string resourceName, Func<ResourceEvent, bool> predicate)
    {
        public string ResourceName => resourceName;

        public Func<ResourceEvent, bool> Predicate => predicate;

        public TaskCompletionSource<ResourceEvent> Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
