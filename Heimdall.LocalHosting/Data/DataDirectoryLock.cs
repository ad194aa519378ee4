using System.Globalization;
using System.Text;

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
            taken.SetLength(0);
            taken.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            taken.Flush();
            return new DataDirectoryLock(taken);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new LocalEngineException($"The data directory {directory} is in use by another app host{Owner(path)}. Stop that one, or choose another directory.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new LocalEngineException($"The data directory {directory} belongs to another user: {e.Message}", e);
        }
    }

    public void Dispose() => file.Dispose();

    // FileShare.ReadWrite takes no lock, so the owner's file can be read.
    private static string Owner(string path)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadLine() is { Length: > 0 } pid ? $" (process {pid})" : string.Empty;
        }
        catch (IOException)
        {
            return string.Empty; // Its pid only makes the message kinder.
        }
    }
}
