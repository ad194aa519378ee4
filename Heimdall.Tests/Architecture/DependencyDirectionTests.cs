using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Heimdall.Tests.Architecture;

/// <summary>The house: who may know whom. Projects by what they reference, the extractor's folders by what their files name.</summary>
public sealed partial class DependencyDirectionTests
{
    public static TheoryData<string, string[]> Projects => new()
    {
        { "Heimdall.LocalHosting", [] },
        { "Heimdall.ServiceDefaults", [] },
        { "Heimdall.Ledger", [] },
        { "Heimdall.Extractor", ["Heimdall.Ledger", "Heimdall.ServiceDefaults"] },
        { "Heimdall.Api", ["Heimdall.Ledger", "Heimdall.ServiceDefaults"] },
        { "Heimdall.Benchmarks", ["Heimdall.Api", "Heimdall.Extractor", "Heimdall.Ledger", "Heimdall.LocalHosting"] },
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_it_may_know(string project, string[] allowed)
    {
        var references = XDocument.Load(Path.Combine(Repository.Root, project, $"{project}.csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")?.Value));
        Assert.Subset(allowed.ToHashSet(StringComparer.Ordinal), references.ToHashSet(StringComparer.Ordinal)!);
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("Microsoft.Extensions.Hosting")]
    [InlineData("Quartz")]
    [InlineData("MathNet")]
    public void The_ledger_knows_no_http_no_host_and_no_mathematics(string forbidden) =>
        Assert.DoesNotContain(
            Assembly.Load("Heimdall.Ledger").GetReferencedAssemblies(),
            reference => reference.Name?.StartsWith(forbidden, StringComparison.Ordinal) == true);

    /// <summary>The journey of a recording. A folder may name itself and what is listed; only <c>Signal</c> is free for all below it.</summary>
    public static TheoryData<string, string[]> Folders => new()
    {
        { "Signal", [] },
        { "Features", ["Signal"] },
        { "Chunks", ["Iq", "Signal"] },
        { "Iq", ["Signal"] },
    };

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_step_of_the_journey_knows_only_what_comes_after_it(string folder, string[] allowed)
    {
        foreach (var file in SourcesOf(folder))
        {
            var named = HeimdallName().Matches(File.ReadAllText(file)).Select(match => match.Value).Distinct(StringComparer.Ordinal);
            Assert.All(named, name => Assert.True(
                name.StartsWith($"Heimdall.Extractor.{folder}", StringComparison.Ordinal)
                    || allowed.Any(other => name.StartsWith($"Heimdall.Extractor.{other}", StringComparison.Ordinal)),
                $"{Path.GetRelativePath(Repository.Root, file)} names {name}"));
        }
    }

    [Fact]
    public void Only_the_pipeline_sees_both_the_ledger_and_the_mathematics()
    {
        string[] mathematics = ["Heimdall.Extractor.Iq", "Heimdall.Extractor.Chunks", "Heimdall.Extractor.Features", "Heimdall.Extractor.Signal"];
        var both = Directory.EnumerateFiles(Path.Combine(Repository.Root, "Heimdall.Extractor"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file) is var text
                && text.Contains("using Heimdall.Ledger", StringComparison.Ordinal)
                && mathematics.Any(name => text.Contains($"using {name}", StringComparison.Ordinal)))
            .Select(file => Path.GetRelativePath(Path.Combine(Repository.Root, "Heimdall.Extractor"), file))
            .ToList();
        Assert.NotEmpty(both);
        Assert.All(both, file => Assert.StartsWith("Pipeline/", file, StringComparison.Ordinal));
    }

    private static IEnumerable<string> SourcesOf(string folder)
    {
        var sources = Directory.GetFiles(Path.Combine(Repository.Root, "Heimdall.Extractor", folder), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(sources);
        return sources;
    }

    [GeneratedRegex(@"Heimdall\.[A-Z]\w*(\.[A-Z]\w*)?")]
    private static partial Regex HeimdallName();
}
