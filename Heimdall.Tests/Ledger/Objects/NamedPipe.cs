using System.Runtime.InteropServices;

namespace Heimdall.Tests.Ledger.Objects;

/// <summary>A named pipe, which keeps whoever opens it for reading waiting for a writer.</summary>
internal static class NamedPipe
{
    private const uint OwnersAlone = 0x180;

    public static void Make(string path) => Assert.True(MakePipe(path, OwnersAlone) == 0, $"mkfifo({path}): {Marshal.GetLastPInvokeError()}");

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakePipe(string path, uint mode);
}
