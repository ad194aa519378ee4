using System.Globalization;
using Heimdall.LocalHosting.Processes;

namespace Heimdall.Tests.AppHost;

/// <summary>A process as /proc shows it.</summary>
internal sealed record ProcessInfo(int Id, int Parent, long Ticks, string CommandLine);

/// <summary>Who descends from a process.</summary>
internal static class ProcessTree
{
    /// <summary>Every process below the root, the root not included.</summary>
    public static IReadOnlyList<ProcessInfo> Descendants(int root)
    {
        var all = Directory.EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
            .OfType<ProcessInfo>()
            .ToLookup(p => p.Parent);
        List<ProcessInfo> found = [.. all[root]];
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(all[found[i].Id]);
        }

        return found;
    }

    private static ProcessInfo? Read(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var parent = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
            return ProcFile.StartTicks(id) is { } ticks ? new ProcessInfo(id, parent, ticks, string.Join(' ', ProcFile.CommandLine(id))) : null;
        }
        catch (IOException)
        {
            return null; // It ended meanwhile.
        }
    }
}
