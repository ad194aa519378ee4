using System.Collections.Concurrent;
using System.Diagnostics;

namespace Heimdall.LocalHosting.Processes;

/// <summary>Starts every child process on one thread that lives as long as this process.</summary>
/// <remarks>
/// A child's parent-death signal (prctl PR_SET_PDEATHSIG) is sent when the <em>thread</em> that started it ends. Started from the thread
/// pool, a child would be killed whenever the pool retires that thread.
/// </remarks>
internal static class SpawnThread
{
    private static readonly BlockingCollection<Action> Work = [];

    // A background thread: it ends with the process and does not keep it alive.
    private static readonly Thread Spawner = Start();

    /// <summary>Starts the process.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static Task StartAsync(Process process)
    {
        Debug.Assert(Spawner.IsAlive, "The spawning thread never ends.");
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                process.Start();
                started.SetResult();
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        });
        return started.Task;
    }

    private static Thread Start()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "child processes" };
        thread.Start();
        return thread;
    }

    private static void Run()
    {
        foreach (var start in Work.GetConsumingEnumerable())
        {
            start();
        }
    }
}
