using Heimdall.LocalHosting.Terminal;

namespace Heimdall.LocalHosting.Observation;

/// <summary>
/// Keeps the file that says how every resource is, for services that show it. A file needs no port, no key and no server, and is written
/// whole: beside, then renamed.
/// </summary>
/// <param name="path">The file, in a folder that only the engine's account reads.</param>
/// <param name="notifications">Knows the states.</param>
/// <param name="console">Hears of a file that cannot be written.</param>
/// <param name="clock">Time.</param>
internal sealed class StateFile(string path, ResourceNotificationService notifications, EngineConsole console, TimeProvider clock)
{
    // While something starts, its health is asked ten times a second; nobody reads that often.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private long written = -1;
    private bool isBroken;

    /// <summary>Writes the file after every change, until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            RunOnce();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Writes the file when something has changed since it was written.</summary>
    public void RunOnce()
    {
        var version = notifications.Version;
        if (version == written)
        {
            return;
        }

        try
        {
            Write();
            written = version;
            isBroken = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The system runs on without its view; the next change tries again.
            if (!isBroken)
            {
                console.Warn($"{path} cannot be written: {e.Message}");
            }

            isBroken = true;
        }
    }

    private void Write()
    {
        var state = new SystemState(
            clock.GetUtcNow(),
            [.. notifications.Current().Where(e => e.Resource is not ParameterResource).Select(e => ResourceState.Of(e.Resource, e.Snapshot))]);
        var temporary = path + ".new";
        using (var stream = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            stream.Write(state.ToJson());
        }

#pragma warning disable RS0030 // Replacing is what is wanted here, and renaming over the old file is atomic.
        File.Move(temporary, path, overwrite: true);
#pragma warning restore RS0030
    }
}
