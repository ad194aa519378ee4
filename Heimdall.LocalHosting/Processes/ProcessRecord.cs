using System.Globalization;

namespace Heimdall.LocalHosting.Processes;

/// <summary>Remembers on disk which process runs, so that the next app host finds one that outlived a crash.</summary>
/// <param name="directory">Folder of the records.</param>
/// <param name="name">Name of the process within the system.</param>
internal sealed class ProcessRecord(string directory, string name)
{
    private readonly string path = Path.Combine(directory, name + ".pid");

    public void Write(int processId)
    {
        if (ProcFile.StartTicks(processId) is { } ticks)
        {
            File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $"{processId} {ticks}\n"));
        }
    }

    public void Clear() => File.Delete(path);

    /// <summary>
    /// Waits until every recorded process has ended: after a SIGKILL of the app host PostgreSQL still closes its files, and a second
    /// server on the same data would destroy them. What does not end in time is killed.
    /// </summary>
    public static async Task EndLeftoversAsync(string directory, TimeSpan patience, CancellationToken cancellationToken)
    {
        var leftovers = Directory.EnumerateFiles(directory, "*.pid").Select(Read).OfType<(int Id, long Ticks)>().Where(IsAlive).ToList();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        foreach (var leftover in leftovers)
        {
            try
            {
                await EndedAsync(leftover, deadline.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Signals.SendToGroup(leftover.Id, Signal.Kill);
                Signals.Send(leftover.Id, Signal.Kill); // It leads no group before its setsid.
                await EndedAsync(leftover, cancellationToken);
            }
        }
    }

    private static async Task EndedAsync((int Id, long Ticks) leftover, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (IsAlive(leftover))
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static bool IsAlive((int Id, long Ticks) recorded) => ProcFile.StartTicks(recorded.Id) == recorded.Ticks;

    private static (int Id, long Ticks)? Read(string path)
    {
        var words = File.ReadAllText(path).Split(' ', '\n');
        return words.Length >= 2
            && int.TryParse(words[0], CultureInfo.InvariantCulture, out var id)
            && long.TryParse(words[1], CultureInfo.InvariantCulture, out var ticks)
            ? (id, ticks)
            : null;
    }
}
