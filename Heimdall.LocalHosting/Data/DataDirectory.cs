namespace Heimdall.LocalHosting.Data;

/// <summary>The folder that holds everything the system keeps: one folder a server, secrets, logs, and the lock.</summary>
/// <param name="root">Its full path.</param>
internal sealed class DataDirectory(string root)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public string Root => root;

    public string Logs => Path.Combine(root, "logs");

    public string Processes => Path.Combine(root, "run");

    /// <summary>What the engine tells services of the system.</summary>
    public string View => Path.Combine(root, "view");

    /// <summary>Makes the folders. Servers that run under other accounts must be able to pass through, though not to look around.</summary>
    /// <param name="serversHaveOwnAccounts">True when the engine runs as root.</param>
    /// <exception cref="LocalEngineException">The folder cannot be made, or the servers' accounts cannot reach it.</exception>
    public void Create(bool serversHaveOwnAccounts)
    {
        if (serversHaveOwnAccounts && FirstImpassable() is { } barrier)
        {
            throw new LocalEngineException(
                $"The data directory {root} lies below {barrier}, which other accounts may not pass, and PostgreSQL and RabbitMQ do not run as root. " +
                "Choose a directory elsewhere (/var/lib, /var/tmp), or run as an ordinary user.");
        }

        try
        {
            Directory.CreateDirectory(root, serversHaveOwnAccounts ? OwnerOnly | Passable : OwnerOnly);
            if (serversHaveOwnAccounts)
            {
                File.SetUnixFileMode(root, File.GetUnixFileMode(root) | Passable);
            }

            Directory.CreateDirectory(Logs, OwnerOnly);
            Directory.CreateDirectory(Processes, OwnerOnly);
            Directory.CreateDirectory(View, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalEngineException($"The data directory {root} cannot be made: {e.Message}", e);
        }
    }

    /// <summary>Makes a server's folder.</summary>
    public string CreateFor(string resourceName)
    {
        var path = Path.Combine(root, resourceName);
        Directory.CreateDirectory(path, OwnerOnly);
        return path;
    }

    // What does not exist yet will be passable.
    private string? FirstImpassable()
    {
        for (var parent = new DirectoryInfo(root).Parent; parent is not null; parent = parent.Parent)
        {
            if (parent.Exists && !parent.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return parent.FullName;
            }
        }

        return null;
    }
}
