using System.Text.RegularExpressions;

namespace Heimdall.Tests.Api.Console;

/// <summary>No build step looks at the console's modules: these do.</summary>
public sealed partial class ModuleTests
{
    /// <summary>What would make markup or code of a text, or a style that the content policy refuses.</summary>
    private static readonly string[] Forbidden =
        ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "createContextualFragment", "srcdoc", "eval(", "new Function", "javascript:", "setAttribute('style'", "cssText", " style:"];

    [Fact]
    public void Every_module_and_every_name_that_is_imported_exists()
    {
        var missing =
            from module in ConsoleFiles.Modules.Keys
            from import in ConsoleFiles.ImportsOf(module)
            let text = ConsoleFiles.Modules.GetValueOrDefault(import.Path)
            from name in import.Names.DefaultIfEmpty(null)
            where text is null || (name is not null && !Exports(text).Contains(name))
            select $"{ConsoleFiles.Name(module)}: {name} of {ConsoleFiles.Name(import.Path)}";
        Assert.Equal([], missing);
        Assert.True(ConsoleFiles.Modules.Count > 20);
    }

    [Fact]
    public void Every_module_is_reached_from_the_document()
    {
        var document = File.ReadAllText(Path.Combine(ConsoleFiles.Root, "index.html"));
        Assert.Contains("src=\"/js/app.js\"", document, StringComparison.Ordinal);
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>([Path.Combine(ConsoleFiles.Root, "js", "app.js")]);
        while (next.TryPop(out var module))
        {
            // What is not there is the other test's to say.
            if (ConsoleFiles.Modules.ContainsKey(module) && reached.Add(module))
            {
                foreach (var (path, _) in ConsoleFiles.ImportsOf(module))
                {
                    next.Push(path);
                }
            }
        }

        Assert.Equal([], ConsoleFiles.Modules.Keys.Except(reached, StringComparer.Ordinal).Select(ConsoleFiles.Name));
    }

    [Fact]
    public void No_text_becomes_markup_or_code_and_no_style_is_written_into_a_page()
    {
        var found =
            from module in ConsoleFiles.Modules
            from word in Forbidden
            where module.Value.Contains(word, StringComparison.Ordinal)
            select $"{ConsoleFiles.Name(module.Key)}: {word}";
        Assert.Equal([], found);
    }

    [Fact]
    public void Nothing_is_loaded_from_elsewhere()
    {
        var texts = ConsoleFiles.Modules.Values.Append(ConsoleFiles.Style).Append(File.ReadAllText(Path.Combine(ConsoleFiles.Root, "index.html")));
        // The namespace of drawings looks like an address and is a name.
        Assert.Equal(["http://www.w3.org/2000/svg"], texts.SelectMany(text => Address().Matches(text)).Select(match => match.Value).Distinct(StringComparer.Ordinal));
    }

    private static HashSet<string> Exports(string text) => [.. Export().Matches(text).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex(@"export (?:async )?(?:function|const|let|class) (?<name>\w+)")]
    private static partial Regex Export();

    [GeneratedRegex("https?://[^\\s'\"`]+")]
    private static partial Regex Address();
}
