using System.Runtime.InteropServices;
using Heimdall.LocalHosting.Engine;
using Heimdall.LocalHosting.Terminal;
using Heimdall.LocalHosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Heimdall.LocalHosting;

/// <summary>A described system, ready to run.</summary>
public sealed class DistributedApplication : IAsyncDisposable
{
    private const int Failed = 1;

    private readonly IHost host;

    internal DistributedApplication(IHost host, IReadOnlyList<IResource> resources)
    {
        this.host = host;
        Resources = resources;
    }

    /// <summary>Services of the app host itself.</summary>
    public IServiceProvider Services => host.Services;

    /// <summary>The state of every resource.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>The commands of resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    internal IReadOnlyList<IResource> Resources { get; }

    /// <summary>Begins the description of a system.</summary>
    /// <param name="args">Command line, also read as configuration.</param>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) =>
        EntryPointSession.Current?.CreateBuilder(args) ?? new DistributedApplicationBuilder(args);

    /// <summary>Takes the data directory, installs what is missing, and starts the resources; they become healthy in their own time.</summary>
    /// <exception cref="LocalEngineException">The system cannot start; the message says why and what to do.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default) => host.StartAsync(cancellationToken);

    /// <summary>Stops every resource after those that wait for it, within 15 s.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => host.StopAsync(cancellationToken);

    /// <summary>Runs until it is told to stop. When the system cannot start, says why and sets the process's exit code to 1.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="Run" />
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        var lifetime = Services.GetRequiredService<IHostApplicationLifetime>();
        using var terminalClosed = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            lifetime.StopApplication();
        });
        try
        {
            await StartAsync(cancellationToken);
            await host.WaitForShutdownAsync(cancellationToken);
            if (Services.GetRequiredService<EngineOutcome>().HasFailed)
            {
                Environment.ExitCode = Failed;
            }
        }
        catch (LocalEngineException e)
        {
            Services.GetRequiredService<EngineConsole>().Warn(e.Message);
            Environment.ExitCode = Failed;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            Services.GetRequiredService<EngineConsole>().Say("stopped while starting");
        }
        finally
        {
            await DisposeAsync();
        }
    }

    /// <summary>Stops what still runs, and lets go of the data directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            host.Dispose();
        }
    }
}
