using System.ComponentModel;
using System.Diagnostics;

namespace Heimdall.LocalHosting.Processes;

/// <summary>One running process, its output and its end.</summary>
internal sealed class ChildProcess : IDisposable
{
    // Output pipes may be held open by a grandchild that outlives the process: its exit counts all the same.
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    private readonly Process process;
    private readonly Signal stopSignal;

    private ChildProcess(Process process, Signal stopSignal, Task output)
    {
        this.process = process;
        Id = process.Id;
        this.stopSignal = stopSignal;
        Exited = WaitAsync(process, output);
    }

    public int Id { get; }

    /// <summary>Ends with the exit code; 128 and more is a signal's number plus 128.</summary>
    public Task<int> Exited { get; }

    /// <summary>Starts the program; every line it prints goes to <paramref name="onLine"/>.</summary>
    /// <exception cref="LocalEngineException">The program cannot be started.</exception>
    public static async Task<ChildProcess> StartAsync(ProgramStart start, ProcessTools tools, Action<string> onLine)
    {
        var words = start.CommandLine(tools);
        var info = new ProcessStartInfo(words[0], words.Skip(1))
        {
            WorkingDirectory = start.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        info.Environment.Clear();
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        var spawned = new Process { StartInfo = info };
        try
        {
            await SpawnThread.StartAsync(spawned);
        }
        catch (Win32Exception e)
        {
            spawned.Dispose();
            throw new LocalEngineException($"{start.Program} cannot be started: {e.Message}", e);
        }

        spawned.StandardInput.Close();
        var output = Task.WhenAll(
            LineReader.ReadAsync(spawned.StandardOutput, onLine),
            LineReader.ReadAsync(spawned.StandardError, onLine));
        return new ChildProcess(spawned, start.StopSignal, output);
    }

    /// <summary>Asks the process to end, and ends it when it has not done so in time; then also what it left in its process group.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (!Exited.IsCompleted)
        {
            Signals.Send(Id, stopSignal);
            using var deadline = new CancellationTokenSource(grace);
            try
            {
                await Exited.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Signals.SendToGroup(Id, Signal.Kill);
            }
        }

        await Exited;
        Signals.SendToGroup(Id, Signal.Kill);
    }

    public void Dispose() => process.Dispose();

    private static async Task<int> WaitAsync(Process process, Task output)
    {
        await process.WaitForExitAsync();
        await Task.WhenAny(output, Task.Delay(OutputGrace));
        return process.ExitCode;
    }
}
