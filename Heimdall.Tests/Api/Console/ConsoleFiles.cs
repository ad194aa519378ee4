using System.Text.RegularExpressions;

namespace Heimdall.Tests.Api.Console;

/// <summary>The console's files as the API serves them.</summary>
internal static partial class ConsoleFiles
{
    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "wwwroot");

    public static string Style => File.ReadAllText(Path.Combine(Root, "style.css"));

    /// <summary>Every module's text, by its path.</summary>
    public static IReadOnlyDictionary<string, string> Modules { get; } =
        Directory.GetFiles(Path.Combine(Root, "js"), "*.js", SearchOption.AllDirectories).ToDictionary(path => path, File.ReadAllText, StringComparer.Ordinal);

    /// <summary>What a module imports: the path of the other, and the names, none where it is loaded as a whole.</summary>
    public static IEnumerable<(string Path, string[] Names)> ImportsOf(string module)
    {
        var folder = Path.GetDirectoryName(module)!;
        foreach (Match import in Import().Matches(Modules[module]))
        {
            var names = import.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            yield return (Path.GetFullPath(Path.Combine(folder, import.Groups["path"].Value)), [.. names.Select(name => name.Split(" as ")[0])]);
        }
    }

    public static string Name(string path) => Path.GetRelativePath(Root, path);

    [GeneratedRegex("""import (?:\{(?<names>[^}]*)\} from )?'(?<path>[^']+)'|import\('(?<path>[^']+)'\)""")]
    private static partial Regex Import();
}
