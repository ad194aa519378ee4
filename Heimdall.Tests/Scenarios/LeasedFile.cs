using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Heimdall.Tests.Scenarios;

/// <summary>
/// A file that whoever opens it hangs at, in the kernel, until this is disposed: as at a file server that does not answer. The test holds the
/// kernel's lease of it (<c>fcntl(2)</c>, F_SETLEASE). The kernel takes it away after 45 s, which is longer than any test waits.
/// </summary>
internal sealed class LeasedFile : IDisposable
{
    private const int SetSignal = 10;
    private const int SetLease = 1024;
    private const int WriteLease = 1;

    /// <summary>Tells of who comes: a signal that is ignored, unlike the one that it would be otherwise.</summary>
    private const int UrgentSignal = 23;

    private readonly SafeFileHandle _file;

    /// <param name="path">Of a file that nobody has open.</param>
    public LeasedFile(string path)
    {
        Path = path;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        Assert.True(Control(_file, SetSignal, UrgentSignal) == 0, $"fcntl({path}, F_SETSIG): {Marshal.GetLastPInvokeError()}");
        Assert.True(Control(_file, SetLease, WriteLease) == 0, $"fcntl({path}, F_SETLEASE): {Marshal.GetLastPInvokeError()}");
    }

    public string Path { get; }

    public void Dispose() => _file.Dispose();

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(SafeFileHandle file, int command, nint value);
}
