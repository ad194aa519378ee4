using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Heimdall.LocalHosting;

/// <summary>Knows the state of every resource, and tells who waits for one.</summary>
/// <param name="clock">Time; null is the machine's.</param>
public sealed class ResourceNotificationService(TimeProvider? clock = null)
{
    // A reader that falls this far behind misses steps in between, never the last one.
    private const int WatchedAtMost = 256;

    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private readonly Lock gate = new();
    private readonly Dictionary<string, ResourceEvent> current = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Waiter> waiters = [];
    private readonly List<Channel<ResourceEvent>> watchers = [];
    private readonly List<IResource> order = [];
    private long version;

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

    /// <summary>Waits until the resource is in one of the states.</summary>
    /// <returns>The state it is in.</returns>
    /// <exception cref="ArgumentException">There is no such resource.</exception>
    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToHashSet(StringComparer.Ordinal);
        return (await WaitForResourceAsync(resourceName, e => states.Contains(e.Snapshot.State), cancellationToken)).Snapshot.State;
    }

    /// <summary>Every resource as it is now, then every change, until it is cancelled.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<ResourceEvent>(new BoundedChannelOptions(WatchedAtMost) { FullMode = BoundedChannelFullMode.DropOldest });
        IReadOnlyList<ResourceEvent> now;
        lock (gate)
        {
            now = [.. order.Select(r => current[r.Name])];
            watchers.Add(channel);
        }

        try
        {
            foreach (var resource in now)
            {
                yield return resource;
            }

            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return change;
            }
        }
        finally
        {
            lock (gate)
            {
                watchers.Remove(channel);
            }
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

    /// <summary>Grows with every change.</summary>
    internal long Version => Interlocked.Read(ref version);

    /// <summary>Every resource as it is now, in the order of the description.</summary>
    internal IReadOnlyList<ResourceEvent> Current()
    {
        lock (gate)
        {
            return [.. order.Select(r => current[r.Name])];
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
        ResourceEvent now;
        List<Waiter> reached;
        lock (gate)
        {
            var before = current.GetValueOrDefault(resource.Name)?.Snapshot;
            var hasChanged = before is null || (before.State, before.IsHealthy) != (snapshot.State, snapshot.IsHealthy);
            now = new ResourceEvent(resource, snapshot with { Since = hasChanged ? clock.GetUtcNow() : before?.Since ?? default });
            if (before is null)
            {
                order.Add(resource);
            }

            current[resource.Name] = now;
            version++;
            foreach (var watcher in watchers)
            {
                watcher.Writer.TryWrite(now);
            }

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
