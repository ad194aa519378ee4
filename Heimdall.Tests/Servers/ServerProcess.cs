using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Heimdall.Tests.Servers;

/// <summary>
/// A server as a child process that cannot outlive the tests: the kernel ends it when the thread that started it ends, so all are
/// started by one thread that lives as long as the process.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int SignalTerminate = 15;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);
    private static readonly BlockingCollection<Action> Starts = StartStarter();

    private readonly Process _process;
    private readonly string _logPath;

    private ServerProcess(Process process, string logPath) => (_process, _logPath) = (process, logPath);

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>The end of what the server wrote, for a failure's message.</summary>
    public string Log => File.Exists(_logPath) ? string.Join('\n', File.ReadLines(_logPath).TakeLast(20)) : "";

    /// <summary>Starts a server in the background, its output in a file.</summary>
    /// <param name="user">Who it runs as when the tests run as root; servers refuse to be root.</param>
    /// <param name="signal">What it gets when the tests die: <c>SIGTERM</c> or <c>SIGKILL</c>.</param>
    /// <param name="environment">Its whole environment.</param>
    /// <param name="logPath">Where its output goes.</param>
    /// <param name="command">The program and its arguments.</param>
    public static async Task<ServerProcess> StartAsync(
        string user, string signal, IReadOnlyDictionary<string, string> environment, string logPath, params string[] command)
    {
        string[] wrapper = ["--pdeathsig", signal, "/bin/sh", "-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", logPath];
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Starts.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(StartInfo(user, environment, [.. wrapper, .. command]))!);
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        });
        return new ServerProcess(await started.Task, logPath);
    }

    /// <summary>Runs a command to its end and returns its output; throws with its complaint when it fails.</summary>
    public static async Task<string> RunAsync(string user, IReadOnlyDictionary<string, string> environment, params string[] command)
    {
        var info = StartInfo(user, environment, command);
        info.RedirectStandardOutput = info.RedirectStandardError = true;
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var complaint = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill();
            throw new TimeoutException($"{string.Join(' ', command)} took over a minute", e);
        }

        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{string.Join(' ', command)} failed: {await complaint}");
    }

    /// <summary>Asks the server to end, and ends it when it does not.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, SignalTerminate);
            using var deadline = new CancellationTokenSource(StopTimeout);
            try
            {
                await _process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(string user, IReadOnlyDictionary<string, string> environment, string[] command)
    {
        string[] asUser = Environment.UserName == "root"
            ? [$"--reuid={user}", $"--regid={user}", "--clear-groups", "--no-new-privs"]
            : ["--no-new-privs"];
        var info = new ProcessStartInfo("/usr/bin/setpriv", [.. asUser, .. command]) { WorkingDirectory = "/tmp" };
        info.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static BlockingCollection<Action> StartStarter()
    {
        var starts = new BlockingCollection<Action>();
        var thread = new Thread(() =>
        {
            foreach (var start in starts.GetConsumingEnumerable())
            {
                start();
            }
        })
        { IsBackground = true, Name = "Servers of the tests" };
        thread.Start();
        return starts;
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
