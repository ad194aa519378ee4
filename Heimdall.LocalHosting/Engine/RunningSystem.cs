using System.Diagnostics;

namespace Heimdall.LocalHosting.Engine;

/// <summary>The resources of a system while they run: started as soon as what they wait for is healthy, stopped in reverse.</summary>
internal sealed class RunningSystem
{
    // The host is asked to stop within 15 s; what stops last keeps a share of it.
    private static readonly TimeSpan StopBudget = TimeSpan.FromSeconds(13);
    private static readonly TimeSpan ShareOfLaterSteps = TimeSpan.FromSeconds(2.5);

    private readonly IReadOnlyList<IResourceRunner> runners;
    private readonly ResourceNotificationService notifications;
    private readonly StartOrder order;
    private bool isStopping;

    /// <summary>Orders the resources.</summary>
    /// <exception cref="LocalEngineException">Resources wait for each other in a circle.</exception>
    public RunningSystem(IReadOnlyList<IResourceRunner> runners, ResourceNotificationService notifications)
    {
        this.runners = runners;
        this.notifications = notifications;
        order = new StartOrder([.. runners.Select(r => r.Resource)]);
    }

    public IReadOnlyList<ResourceSnapshot> Snapshots() => notifications.Snapshots(runners.Select(r => r.Resource));

    /// <summary>Returns when every resource is healthy.</summary>
    /// <exception cref="LocalEngineException">One of them cannot start. The first that failed, not those that waited for it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var starts = new Dictionary<IResource, Task>();
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // By depth, so that every dependency's task is there before those who await it.
        foreach (var runner in runners.OrderBy(r => order.DepthOf(r.Resource)))
        {
            var dependencies = order.DependenciesOf(runner.Resource).Select(d => starts[d]).ToList();
            starts.Add(runner.Resource, StartAsync(runner, dependencies, abandoned.Token));
        }

        var open = starts.Values.ToList();
        while (open.Count > 0)
        {
            var done = await Task.WhenAny(open);
            open.Remove(done);
            try
            {
                await done;
            }
            catch (Exception e)
            {
                // Nothing may still be starting when this returns: nobody would stop it.
                await abandoned.CancelAsync();
                await Task.WhenAll(open).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                if (e is LocalEngineException)
                {
                    GiveUp(starts, e.Message);
                }

                throw;
            }
        }
    }

    /// <summary>Stops every resource after those that wait for it.</summary>
    public async Task StopAsync()
    {
        Volatile.Write(ref isStopping, true);
        var began = Stopwatch.GetTimestamp();
        var stops = new Dictionary<IResource, Task>();
        foreach (var runner in runners.OrderByDescending(r => order.DepthOf(r.Resource)))
        {
            var dependents = order.DependentsOf(runner.Resource).Select(d => stops[d]).ToList();
            stops.Add(runner.Resource, StopAsync(runner, dependents, began));
        }

        await Task.WhenAll(stops.Values);
    }

    private async Task StartAsync(IResourceRunner runner, IReadOnlyList<Task> dependencies, CancellationToken cancellationToken)
    {
        Publish(runner, KnownResourceStates.Waiting);
        try
        {
            await Task.WhenAll(dependencies);
            cancellationToken.ThrowIfCancellationRequested();
            Publish(runner, KnownResourceStates.Starting);
            await Task.Run(() => runner.StartAsync((healthy, reason) => Report(runner, healthy, reason), cancellationToken), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var fault = e as LocalEngineException ?? new LocalEngineException($"'{runner.Resource.Name}' cannot start: {e.Message}", e);
            Publish(runner, KnownResourceStates.FailedToStart, reason: fault.Message);
            throw fault;
        }
    }

    // Whoever waits for one of the others would wait for ever.
    private void GiveUp(Dictionary<IResource, Task> starts, string reason)
    {
        foreach (var runner in runners.Where(r => !starts[r.Resource].IsCompletedSuccessfully))
        {
            Publish(runner, KnownResourceStates.FailedToStart, reason: reason);
        }
    }

    private async Task StopAsync(IResourceRunner runner, IReadOnlyList<Task> dependents, long began)
    {
        await Task.WhenAll(dependents);
        Publish(runner, KnownResourceStates.Stopping);
        var left = StopBudget - Stopwatch.GetElapsedTime(began) - (order.DepthOf(runner.Resource) * ShareOfLaterSteps);
        await runner.StopAsync(left > ShareOfLaterSteps / 2 ? left : ShareOfLaterSteps / 2);
        Publish(runner, KnownResourceStates.Exited);
    }

    private void Report(IResourceRunner runner, bool healthy, string? reason)
    {
        if (!Volatile.Read(ref isStopping))
        {
            Publish(runner, KnownResourceStates.Running, healthy, reason);
        }
    }

    private void Publish(IResourceRunner runner, string state, bool healthy = false, string? reason = null) =>
        notifications.Publish(runner.Resource, new ResourceSnapshot(runner.Resource.Name, state, healthy, runner.Address, reason)
        {
            Processes = runner.Processes,
        });
}
