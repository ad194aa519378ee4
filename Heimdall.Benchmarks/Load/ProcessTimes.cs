using System.Globalization;

namespace Heimdall.Benchmarks.Load;

/// <summary>The CPU time of this process and of all that it started, by program: what a load is made of on a machine that one system shares.</summary>
internal static class ProcessTimes
{
    private const int ParentField = 1;
    private const int UserField = 11;
    private const int ChildFields = 4;
    private const double TicksPerSecond = 100;

    private static readonly Dictionary<string, string> _roles = new(StringComparer.Ordinal)
    {
        ["postgres"] = "postgres",
        ["beam.smp"] = "rabbitmq",
        ["Heimdall.Api.dll"] = "api",
        ["Heimdall.Extractor.dll"] = "extractor",
    };

    /// <summary>CPU seconds by program; those of processes that have ended are their parents'.</summary>
    public static IReadOnlyDictionary<string, double> Read()
    {
        var processes = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? TryRead(id) : null)
            .OfType<ProcessTime>().ToDictionary(process => process.Id);
        bool IsOurs(ProcessTime process) =>
            process.Id == Environment.ProcessId || (processes.TryGetValue(process.Parent, out var parent) && IsOurs(parent));
        return processes.Values.Where(IsOurs).GroupBy(process => process.Role, StringComparer.Ordinal)
            .ToDictionary(role => role.Key, role => role.Sum(process => process.Seconds), StringComparer.Ordinal);
    }

    /// <summary>CPU seconds by program since an earlier reading.</summary>
    public static IReadOnlyDictionary<string, double> Since(IReadOnlyDictionary<string, double> before) =>
        Read().ToDictionary(role => role.Key, role => Math.Round(role.Value - before.GetValueOrDefault(role.Key), 2), StringComparer.Ordinal);

    private static ProcessTime? TryRead(int id)
    {
        try
        {
            // The name in brackets may hold anything, spaces and brackets too.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = fields.AsSpan(UserField, ChildFields).ToArray().Sum(field => double.Parse(field, CultureInfo.InvariantCulture));
            return new ProcessTime(id, int.Parse(fields[ParentField], CultureInfo.InvariantCulture), RoleOf(id), ticks / TicksPerSecond);
        }
        catch (IOException)
        {
            // It has ended since it was listed.
            return null;
        }
    }

    private static string RoleOf(int id)
    {
        if (id == Environment.ProcessId)
        {
            return "client";
        }

        var command = File.ReadAllText($"/proc/{id}/cmdline");
        return _roles.FirstOrDefault(role => command.Contains(role.Key, StringComparison.Ordinal)).Value ?? "other";
    }

    private sealed record ProcessTime(int Id, int Parent, string Role, double Seconds);
}
