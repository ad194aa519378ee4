using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Heimdall.Ledger.Objects;

/// <summary>The few kernel calls that .NET does not offer: directories as handles, and naming a file without replacing one.</summary>
[SupportedOSPlatform("linux")]
internal static partial class LinuxFiles
{
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int PathAlone = 0x200000;
    private const int EmptyPath = 0x1000;
    private const uint TypeAlone = 1;
    private const int StatBytes = 256;
    private const int StatModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int DirectoryType = 0x4000;
    private const int FileType = 0x8000;
    private const int NoEntry = 2;
    private const int Exists = 17;
    private const int NotADirectory = 20;
    private const int LinksInACircle = 40;

    /// <summary>Opens a directory; null where there is none at the path.</summary>
    public static SafeFileHandle? OpenDirectory(string path)
    {
        // The trailing dot makes the kernel refuse whatever is not a directory.
        var handle = Open(Path.Join(path, "."), ReadOnlyCloseOnExec);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        return error is NoEntry or NotADirectory ? null : throw Failed("open", path, error);
    }

    /// <summary>
    /// Takes hold of what is at a path, links followed, without opening it: that could wait, as at a named pipe, or do something, as at a
    /// device. Null where there is nothing.
    /// </summary>
    public static SafeFileHandle? Find(string path)
    {
        var handle = Open(path, ReadOnlyCloseOnExec | PathAlone);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        return error is NoEntry or NotADirectory or LinksInACircle ? null : throw Failed("open", path, error);
    }

    /// <summary>What it is that was found.</summary>
    public static FoundKind KindOf(SafeFileHandle found)
    {
        // statx(2): unlike stat(2) it has the same layout on every machine.
        Span<byte> facts = stackalloc byte[StatBytes];
        if (StatX(found, "", EmptyPath, TypeAlone, ref MemoryMarshal.GetReference(facts)) != 0)
        {
            throw Failed("statx", PathOf(found), Marshal.GetLastPInvokeError());
        }

        return (MemoryMarshal.Read<ushort>(facts[StatModeOffset..]) & TypeMask) switch
        {
            FileType => FoundKind.File,
            DirectoryType => FoundKind.Directory,
            _ => FoundKind.Other,
        };
    }

    /// <summary>Gives a file a second name, atomically; false when the name is taken.</summary>
    public static bool TryLink(string existing, string name)
    {
        if (Link(existing, name) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == Exists ? false : throw Failed("link", name, error);
    }

    /// <summary>Makes the names in a directory survive a power cut.</summary>
    public static void Flush(SafeFileHandle directory)
    {
        if (FileSync(directory) != 0)
        {
            throw Failed("fsync", PathOf(directory), Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>The real path of what is open, whatever links led there.</summary>
    public static string PathOf(SafeFileHandle handle) =>
        new FileInfo(ViaHandle(handle)).LinkTarget ?? throw new IOException("An open file has no path: is /proc mounted?");

    /// <summary>A path that leads to what is open and cannot be diverted by links any more.</summary>
    public static string ViaHandle(SafeFileHandle handle) => $"/proc/self/fd/{handle.DangerousGetHandle()}";

    private static IOException Failed(string call, string path, int error) =>
        new($"{call}({path}): {new Win32Exception(error).Message}", error);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(SafeFileHandle directory, string path, int flags, uint mask, ref byte facts);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FileSync(SafeFileHandle file);
}

/// <summary>What lies at a path.</summary>
internal enum FoundKind
{
    /// <summary>A plain file.</summary>
    File,

    Directory,

    /// <summary>A pipe, a socket or a device.</summary>
    Other,
}
