using Heimdall.LocalHosting.Processes;
using Heimdall.LocalHosting.Terminal;
using Microsoft.Extensions.Hosting;

namespace Heimdall.LocalHosting.Engine;

/// <summary>
/// Stops the system when the <c>dotnet run</c> that started it is gone: killed by SIGKILL, it cannot pass the signal on. A parent that is
/// no <c>dotnet</c> (a shell, a service manager) may leave the system running on purpose.
/// </summary>
internal sealed class ParentWatch(LocalEngineOptions options, EngineConsole console, IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // Taken as early as the type is: a parent that dies while the system is being described must not be missed.
    private readonly int parent = Signals.ParentProcessId();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.WatchParent || !IsDotnet(ProcFile.CommandLine(parent)))
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (Signals.ParentProcessId() != parent)
            {
                console.Warn("the dotnet command that started this is gone; stopping");
                lifetime.StopApplication();
                return;
            }
        }
    }

    /// <summary>Whether a command line is that of the <c>dotnet</c> tool.</summary>
    internal static bool IsDotnet(IReadOnlyList<string> commandLine) => commandLine.Count > 0 && Path.GetFileName(commandLine[0]) is "dotnet";
}
