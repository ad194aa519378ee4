using System.Runtime.InteropServices;

namespace Heimdall.LocalHosting.Processes;

/// <summary>The owner of a file, which the framework cannot set.</summary>
internal static class Ownership
{
    /// <summary>Changes owner and group.</summary>
    /// <returns>Null, or why it could not be changed.</returns>
    public static string? Change(string path, int userId, int groupId) =>
        ChangeLinkOwner(path, userId, groupId) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();

    // lchown: a symbolic link inside a server's folder must not hand anything outside it to the server's account.
    [DllImport("libc", EntryPoint = "lchown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeLinkOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int userId, int groupId);
}
