using System.Globalization;

namespace Heimdall.LocalHosting.Processes;

/// <summary>What /proc says of a process.</summary>
internal static class ProcFile
{
    /// <summary>When the process started, in clock ticks since boot: with the id it names one process for ever. Null when it is gone.</summary>
    public static long? StartTicks(int processId)
    {
        var fields = StatFields(processId);
        // Fields after the name: state is the 1st, the start time the 20th. A zombie has ended: only its parent has not looked yet.
        return fields is null || fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
    }

    /// <summary>The words of the command line; empty when it cannot be read.</summary>
    public static IReadOnlyList<string> CommandLine(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // "pid (name) state ppid …": the name may hold spaces and parentheses, so the fields begin after the last one.
    private static string[]? StatFields(int processId)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
