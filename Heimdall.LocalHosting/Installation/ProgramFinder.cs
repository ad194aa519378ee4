using System.Globalization;

namespace Heimdall.LocalHosting.Installation;

/// <summary>Finds programs where Debian puts them and on the PATH.</summary>
public static class ProgramFinder
{
    private const string PostgresVersions = "/usr/lib/postgresql";
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // Not in every account's PATH. RabbitMQ's own scripts come before the /usr/sbin wrappers, which insist on root and /var/lib/rabbitmq.
    private static readonly string[] First = ["/usr/lib/rabbitmq/bin"];
    private static readonly string[] Last = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>Full path of the program, of the newest version where there are several; null when it is not on this machine.</summary>
    public static string? Find(string program) => Folders().Select(f => Path.Combine(f, program)).FirstOrDefault(IsProgram);

    /// <summary>Which of the programs are not on this machine.</summary>
    public static IReadOnlyList<string> Missing(IEnumerable<string> programs) => [.. programs.Where(p => Find(p) is null)];

    /// <summary>The folders of the installed PostgreSQL versions, newest first.</summary>
    internal static IEnumerable<string> PostgresFolders(string versions = PostgresVersions) => Directory.Exists(versions)
        ? Directory.EnumerateDirectories(versions)
            .Where(d => double.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out _))
            .OrderByDescending(d => double.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture))
            .Select(d => Path.Combine(d, "bin"))
        : [];

    private static IEnumerable<string> Folders() =>
    [
        .. First,
        .. PostgresFolders(),
        .. (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':', StringSplitOptions.RemoveEmptyEntries),
        .. Last,
    ];

    /// <summary>Whether there is a file that can be executed.</summary>
    internal static bool IsProgram(string path)
    {
        try
        {
            return File.Exists(path) && (File.GetUnixFileMode(path) & AnyExecute) != UnixFileMode.None;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // A link that points nowhere exists and has no mode.
        }
    }
}
