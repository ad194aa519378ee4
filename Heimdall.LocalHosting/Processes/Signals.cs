using System.Runtime.InteropServices;

namespace Heimdall.LocalHosting.Processes;

/// <summary>A signal the engine sends.</summary>
internal enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
}

/// <summary>What the C library knows of processes and the framework does not offer.</summary>
internal static class Signals
{
    /// <summary>The name that setpriv takes.</summary>
    public static string NameOf(Signal signal) => signal switch
    {
        Signal.Interrupt => "SIGINT",
        Signal.Kill => "SIGKILL",
        Signal.Terminate => "SIGTERM",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "Not a signal the engine sends."),
    };

    /// <summary>Sends the signal. A process that has ended already is no fault.</summary>
    public static void Send(int processId, Signal signal) => _ = Kill(processId, (int)signal);

    /// <summary>Sends the signal to every process of the group that the process leads.</summary>
    public static void SendToGroup(int processId, Signal signal) => _ = Kill(-processId, (int)signal);

    public static int ParentProcessId() => GetParentProcessId();

    public static bool IsRoot() => GetEffectiveUserId() == 0;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);

    [DllImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetParentProcessId();

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint GetEffectiveUserId();
}
