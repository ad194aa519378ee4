using System.Globalization;

namespace Heimdall.LocalHosting.Processes;

/// <summary>An unprivileged account that a server runs under when the engine is root.</summary>
/// <param name="Name">Name of the account.</param>
/// <param name="UserId">Its user id.</param>
/// <param name="GroupId">Its group id.</param>
internal sealed record ServiceAccount(string Name, int UserId, int GroupId)
{
    /// <summary>Looks the account up.</summary>
    /// <exception cref="LocalEngineException">There is no such account.</exception>
    public static ServiceAccount Find(string name, string passwordFile = "/etc/passwd")
    {
        foreach (var line in File.ReadLines(passwordFile))
        {
            // name:password:uid:gid:…
            var fields = line.Split(':');
            if (fields.Length > 3
                && fields[0] == name
                && int.TryParse(fields[2], CultureInfo.InvariantCulture, out var userId)
                && int.TryParse(fields[3], CultureInfo.InvariantCulture, out var groupId))
            {
                return new ServiceAccount(name, userId, groupId);
            }
        }

        throw new LocalEngineException($"The account '{name}' that the server runs under does not exist. Its Debian package makes it; or run as an ordinary user.");
    }

    /// <summary>Gives a file or folder, and all in it, to the account.</summary>
    public void Own(string path)
    {
        Change(path);
        if (!Directory.Exists(path))
        {
            return;
        }

        foreach (var entry in Directory.EnumerateFileSystemEntries(path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            Change(entry);
        }
    }

    private void Change(string path)
    {
        if (Ownership.Change(path, UserId, GroupId) is { } error)
        {
            throw new LocalEngineException($"{path} cannot be given to the account '{Name}': {error}");
        }
    }
}
