using System.Runtime.InteropServices;

namespace Heimdall.Tests.Scenarios;

/// <summary>A signal to a process that a scenario started.</summary>
internal sealed record ProcessSignal(int Number, string Name)
{
    public static readonly ProcessSignal Interrupt = new(2, "SIGINT");
    public static readonly ProcessSignal Kill = new(9, "SIGKILL");
    public static readonly ProcessSignal Terminate = new(15, "SIGTERM");
    public static readonly ProcessSignal Continue = new(18, "SIGCONT");
    public static readonly ProcessSignal Stop = new(19, "SIGSTOP");

    public void Send(int processId) => Assert.True(SendSignal(processId, Number) == 0, $"{Name} could not be sent to process {processId}");

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
