using System.Text.RegularExpressions;
using Heimdall.Api.Console;
using Heimdall.Api.Measurements;
using Heimdall.Extractor;
using Heimdall.Extractor.Scheduling;
using Microsoft.Extensions.Configuration;

namespace Heimdall.Tests.Architecture;

/// <summary>docs/settings.md says what the code reads: every setting, its default and its range.</summary>
public sealed partial class SettingsDocumentationTests
{
    /// <summary>A setting whose default is the machine's.</summary>
    private const string Processors = "processors";

    [Fact]
    public void Every_setting_is_documented_and_every_documented_setting_is_read()
    {
        var read = new ReadKeys();
        ReadAll(read.Build());
        Assert.Equal(read.Keys.Order(StringComparer.Ordinal), Documented().Select(row => row.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_documented_defaults_are_the_defaults()
    {
        var defaults = ReadAll(With());
        Assert.All(Documented(), row =>
            Assert.Equal(defaults, ReadAll(With((row.Key, row.Default == Processors ? $"{Environment.ProcessorCount}" : row.Default)))));
        Assert.NotEqual(defaults, ReadAll(With(("Extraction__Slots", $"{Environment.ProcessorCount + 1}"))));
    }

    [Fact]
    public void The_documented_ranges_are_those_that_a_wrong_value_is_told() => Assert.All(Documented(), row =>
    {
        var wrong = Assert.ThrowsAny<Exception>(() => ReadAll(With((row.Key, "wrong"))));
        var told = TrailingZeros().Replace(wrong.Message, "$1");
        Assert.True(told.EndsWith($" {row.Range}.", StringComparison.Ordinal), $"{row.Range} is documented of: {told}");
    });

    private static (ExtractionOptions, SchedulesOptions, AlertOptions, RetentionOptions, UploadSettings, ConsoleSettings) ReadAll(IConfiguration configuration) => (
        ExtractionOptions.Read(configuration),
        SchedulesOptions.Read(configuration),
        AlertOptions.Read(configuration),
        RetentionOptions.Read(configuration),
        UploadSettings.Read(configuration),
        ConsoleSettings.Read(configuration));

    private static IConfiguration With(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)))
        .Build();

    private static List<(string Key, string Default, string Range)> Documented()
    {
        var rows = Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "settings.md")))
            .Select(row => (row.Groups["key"].Value, row.Groups["default"].Value, row.Groups["range"].Value))
            .ToList();
        Assert.True(rows.Count > 30);
        return rows;
    }

    [GeneratedRegex(@"^\| `(?<key>[A-Za-z]+__[A-Za-z_]+)` \| (?<default>[^|]+?) \| (?<range>[^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    // A tenth of a second is 00:00:00.1000000 to the code.
    [GeneratedRegex(@"(\.\d*?[1-9])0+\b")]
    private static partial Regex TrailingZeros();

    /// <summary>Settings of which none is set, and that remembers which were asked for.</summary>
    private sealed class ReadKeys : ConfigurationProvider, IConfigurationSource
    {
        public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

        public IConfiguration Build() => new ConfigurationBuilder().Add(this).Build();

        public override bool TryGet(string key, out string? value)
        {
            Keys.Add(key.Replace(":", "__", StringComparison.Ordinal));
            value = null;
            return false;
        }

        IConfigurationProvider IConfigurationSource.Build(IConfigurationBuilder builder) => this;
    }
}
