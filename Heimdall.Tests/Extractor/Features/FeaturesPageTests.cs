using System.Runtime.CompilerServices;
using Heimdall.Extractor.Features;
using Heimdall.Extractor.Iq;

namespace Heimdall.Tests.Extractor.Features;

public sealed class FeaturesPageTests
{
    [Fact]
    public void Every_feature_has_one_row_on_the_page_and_no_other_has()
    {
        var rows = Page().Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]).ToArray();
        var formats = IqDatatype.All.Select(type => type.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(
            FeatureSets.All.SelectMany(set => set.FeatureNames).Order(StringComparer.Ordinal),
            rows.Where(row => !formats.Contains(row)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_datatype_and_error_code_is_on_the_page()
    {
        var page = Page();
        Assert.All(IqDatatype.All, type => Assert.Contains($"`{type.Name}`", page, StringComparison.Ordinal));
        Assert.All(Enum.GetValues<IqDataError>(), code => Assert.Contains($"`{IqDataErrorName.Of(code)}`", page, StringComparison.Ordinal));
    }

    private static string Page([CallerFilePath] string thisFile = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(thisFile) ?? ".", "..", "..", "..", "docs", "features.md"));
}
