using System.Globalization;
using Heimdall.Tests.Servers;

namespace Heimdall.Tests.Scenarios;

/// <summary>An extractor as a process of its own, to be killed, frozen, woken and stopped.</summary>
internal sealed class ScenarioWorker : IAsyncDisposable
{
    private readonly ServerProcess _process;
    private readonly FaultLog _faults;
    private bool _isFrozen;

    private ScenarioWorker(ServerProcess process, FaultLog faults) => (_process, _faults) = (process, faults);

    public int ProcessId => _process.Id;

    public bool HasEnded => _process.HasEnded;

    /// <summary>The last lines it wrote.</summary>
    public string Log => _process.Log;

    /// <summary>Starts the program; it is not ready yet.</summary>
    /// <param name="settings">Connection strings and options, as variables.</param>
    /// <param name="logPath">Where its output goes.</param>
    /// <param name="faults">Where is noted what happens to it.</param>
    public static async Task<ScenarioWorker> StartAsync(IReadOnlyDictionary<string, string> settings, string logPath, FaultLog faults)
    {
        var environment = new Dictionary<string, string>(settings, StringComparer.Ordinal)
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["HOME"] = Path.GetTempPath(),
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["DOTNET_NOLOGO"] = "1",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        };
        var program = Path.Combine(AppContext.BaseDirectory, "Heimdall.Extractor.dll");
        var process = await ServerProcess.StartAsync(
            Environment.UserName, "SIGKILL", environment, logPath, Environment.ProcessPath is { } host && host.EndsWith("dotnet", StringComparison.Ordinal) ? host : "dotnet", program);
        return new ScenarioWorker(process, faults);
    }

    /// <summary>Whether it has the file open.</summary>
    public bool HasOpen(string path)
    {
        try
        {
            return Directory.EnumerateFiles(string.Create(CultureInfo.InvariantCulture, $"/proc/{ProcessId}/fd"))
                .Any(descriptor => new FileInfo(descriptor).LinkTarget == path);
        }
        catch (IOException)
        {
            // A descriptor was closed amid the look.
            return false;
        }
    }

    public void Freeze()
    {
        _faults.Happened(ProcessId, "freezes");
        _isFrozen = true;
        ProcessSignal.Stop.Send(ProcessId);
    }

    public void Wake()
    {
        _faults.Happened(ProcessId, "wakes");
        _isFrozen = false;
        ProcessSignal.Continue.Send(ProcessId);
    }

    /// <summary>Ends it as a power cut does.</summary>
    public async Task KillAsync()
    {
        _faults.Happened(ProcessId, "is killed");
        await _process.KillAsync();
    }

    /// <summary>Asks it to end, as the engine does.</summary>
    public async Task StopAsync()
    {
        _faults.Happened(ProcessId, "is asked to stop");
        await _process.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isFrozen && !_process.HasEnded)
        {
            await _process.KillAsync();
        }

        await _process.DisposeAsync();
    }
}
