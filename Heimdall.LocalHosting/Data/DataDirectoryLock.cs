using System.Globalization;

namespace Heimdall.LocalHosting.Data;

/// <summary>One app host at a time owns a data directory. The lock ends with the process that holds it, however that ends.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream file;

    private DataDirectoryLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="LocalEngineException">Another process owns the directory; the message names it.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        var path = Path.Combine(directory, "lock");
        try
        {
            // FileShare.None is flock(2) here: it needs no clean-up after a crash, unlike a file that only says so.
            var taken = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            File.WriteAllText(OwnerPath(directory), Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            return new DataDirectoryLock(taken);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new LocalEngineException($"The data directory {directory} is in use by another app host{Owner(directory)}. Stop that one, or choose another directory.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new LocalEngineException($"The data directory {directory} belongs to another user: {e.Message}", e);
        }
    }

    public void Dispose() => file.Dispose();

    // Beside the lock: every way the framework opens the locked file itself asks for a lock of its own.
    private static string OwnerPath(string directory) => Path.Combine(directory, "lock.pid");

    private static string Owner(string directory)
    {
        try
        {
            return $" (process {File.ReadAllText(OwnerPath(directory)).Trim()})";
        }
        catch (IOException)
        {
            return string.Empty; // Its pid only makes the message kinder.
        }
    }
}
