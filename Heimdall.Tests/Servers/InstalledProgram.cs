namespace Heimdall.Tests.Servers;

/// <summary>Programs of the machine that tests run real servers with.</summary>
internal static class InstalledProgram
{
    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/lib/rabbitmq/bin"];

    public static string? Find(string name) =>
        Folders.Select(folder => Path.Join(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Why tests that need these programs cannot run; null when they can.</summary>
    public static string? WhyAbsent(IEnumerable<string> names)
    {
        var absent = names.Where(name => Find(name) is null).ToList();
        return absent.Count == 0
            ? null
            : $"Not installed: {string.Join(", ", absent)} (HEIMDALL_INSTALL=tests installs it when run by root)";
    }
}
