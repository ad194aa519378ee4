using System.Security.Cryptography;

namespace Heimdall.LocalHosting.Data;

/// <summary>A secret generated once and kept in a file that only its owner reads.</summary>
internal static class KeptSecret
{
    private const int Characters = 32;

    // Letters and digits alone need no quoting in a connection string, a URL, a shell or a configuration file.
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    // Resources that start side by side ask for the same secret at the same time; other processes are kept out by the data's lock.
    private static readonly Lock Gate = new();

    /// <summary>The secret in the file, made there when there is none.</summary>
    /// <exception cref="LocalEngineException">The file cannot be read or written.</exception>
    public static string ReadOrCreate(string path)
    {
        try
        {
            lock (Gate)
            {
                return Read(path) ?? Create(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalEngineException($"The secret in {path} cannot be read or written: {e.Message}", e);
        }
    }

    private static string? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var kept = File.ReadAllText(path).Trim();
        return kept.Length > 0 ? kept : null;
    }

    // Whole or not at all: written beside, then renamed, so that a crash never leaves half a password that a database was made with.
    private static string Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
        var secret = RandomNumberGenerator.GetString(Alphabet, Characters);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.Delete(temporary);
        using (var stream = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(secret + "\n"));
            stream.Flush(flushToDisk: true);
        }

        File.Delete(path);
        File.Move(temporary, path);
        return secret;
    }
}
