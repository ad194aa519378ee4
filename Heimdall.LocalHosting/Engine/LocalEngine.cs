using Heimdall.LocalHosting.Data;
using Heimdall.LocalHosting.Installation;
using Heimdall.LocalHosting.Observation;
using Heimdall.LocalHosting.Processes;
using Heimdall.LocalHosting.Terminal;
using Microsoft.Extensions.Hosting;

namespace Heimdall.LocalHosting.Engine;

/// <summary>Runs the described system as local processes, from the lock on its data to the last process's end.</summary>
internal sealed class LocalEngine(
    IReadOnlyList<IResource> resources,
    LocalEngineOptions options,
    ResourceNotificationService notifications,
    EngineConsole console,
    IEnumerable<StartupNote> notes,
    EngineOutcome outcome,
    IHostEnvironment environment,
    IHostApplicationLifetime lifetime,
    TimeProvider clock) : IHostedService, IDisposable
{
    private static readonly TimeSpan LeftoverPatience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource observed = new();
    private DataDirectoryLock? dataLock;
    private RunningSystem? system;
    private Task starting = Task.CompletedTask;
    private StateFile? stateFile;
    private Task observing = Task.CompletedTask;

    /// <summary>Prepares all that can fail at once (lock, programs, ports), then starts the resources in the background.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var resource in resources)
        {
            notifications.Publish(resource, new ResourceSnapshot(resource.Name, KnownResourceStates.NotStarted, IsHealthy: false));
        }

        var data = new DataDirectory(options.DataDirectory);
        data.Create(serversHaveOwnAccounts: Signals.IsRoot());
        dataLock = DataDirectoryLock.Take(data.Root);
        await ProcessRecord.EndLeftoversAsync(data.Processes, LeftoverPatience, cancellationToken);

        var installer = new PackageInstaller(options.Install, console.Say);
        await EnsureAsync(installer, [EngineContext.SetPriv, EngineContext.SetSid], cancellationToken);
        stateFile = new StateFile(EngineViewExtensions.StatePath(data), notifications, console, clock);
        var context = new EngineContext(options, data, console, Tools(), clock, new SecretMask(resources));
        var runners = resources.Select(r => RunnerFactory.Create(r, environment.EnvironmentName, context)).OfType<IResourceRunner>().ToList();
        await EnsureAsync(installer, [.. runners.SelectMany(r => r.Requirements)], cancellationToken);
        foreach (var runner in runners)
        {
            runner.AllocatePorts();
        }

        var running = new RunningSystem(runners, notifications);
        console.Say("starting " + string.Join(", ", runners.Select(r => r.Resource.Name)));
        system = running;
        observing = Task.WhenAll(AnnounceAsync(observed.Token), stateFile.RunAsync(observed.Token));
        starting = Task.Run(() => BringUpAsync(running), CancellationToken.None);
    }

    /// <summary>Stops every resource after those that wait for it.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await starting;
        if (Interlocked.Exchange(ref system, null) is { } running)
        {
            console.Say("stopping");
            await running.StopAsync();
            await EndObservationAsync();
            console.Say("stopped; all data are kept in " + options.DataDirectory);
        }

        dataLock?.Dispose();
    }

    public void Dispose()
    {
        dataLock?.Dispose();
        stopping.Dispose();
        observed.Dispose();
    }

    /// <summary>Says what every resource becomes, and where it is reached.</summary>
    private async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            var snapshot = change.Snapshot;
            var words = snapshot.IsHealthy && snapshot.Address is { } address ? $"{snapshot.Description}, {address}" : snapshot.Description;
            if (snapshot.State is not KnownResourceStates.NotStarted && change.Resource is not ParameterResource && said.GetValueOrDefault(snapshot.Name) != words)
            {
                said[snapshot.Name] = words;
                console.Say($"{snapshot.Name}: {words}");
            }
        }
    }

    private async Task EndObservationAsync()
    {
        await observed.CancelAsync();
        try
        {
            await observing;
        }
        catch (OperationCanceledException) when (observed.IsCancellationRequested)
        {
            // That is how it ends; what happened last is still to be written.
            stateFile?.RunOnce();
        }
    }

    private async Task BringUpAsync(RunningSystem running)
    {
        try
        {
            await running.StartAsync(stopping.Token);
            var lines = await Task.WhenAll(notes.Select(async note => new StartupLine(note.Title, await note.Text(stopping.Token))));
            console.Table(running.Snapshots(), lines);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            console.Say("stopped while starting");
        }
        catch (LocalEngineException e)
        {
            console.Warn(e.Message);
            outcome.Fail();
            lifetime.StopApplication();
        }
    }

    private static Task EnsureAsync(PackageInstaller installer, IReadOnlyList<ProgramRequirement> requirements, CancellationToken cancellationToken)
    {
        var missing = requirements.Where(r => ProgramFinder.Find(r.Program) is null).ToList();
        return installer.EnsureAsync(
            [.. missing.Select(r => r.Program)],
            [.. missing.Select(r => r.Package).Distinct(StringComparer.Ordinal)],
            cancellationToken: cancellationToken);
    }

    private static ProcessTools Tools() => new(
        ProgramFinder.Find(EngineContext.SetPriv.Program) ?? throw new LocalEngineException("setpriv is not installed (package util-linux)."),
        ProgramFinder.Find(EngineContext.SetSid.Program) ?? throw new LocalEngineException("setsid is not installed (package util-linux)."));
}
