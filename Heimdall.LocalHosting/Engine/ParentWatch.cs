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

    // Looked at as early as the type is: a parent that dies while programs are installed or leftovers end has no command line any more
    // when the watch begins.
    private readonly WatchedParent parent = WatchedParent.Of(Signals.ParentProcessId());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.WatchParent || !parent.IsDotnet)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (Signals.ParentProcessId() != parent.Id)
            {
                console.Warn("the dotnet command that started this is gone; stopping");
                lifetime.StopApplication();
                return;
            }
        }
    }
}

/// <summary>The process that started this one, as it was then.</summary>
/// <param name="Id">Its process id.</param>
/// <param name="IsDotnet">Whether it was the <c>dotnet</c> tool.</param>
internal sealed record WatchedParent(int Id, bool IsDotnet)
{
    public static WatchedParent Of(int processId) =>
        new(processId, ProcFile.CommandLine(processId) is [var program, ..] && Path.GetFileName(program) is "dotnet");
}
