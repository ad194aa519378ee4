using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Heimdall.Tests.Telemetry;

/// <summary>Reads Prometheus' text format 0.0.4 and takes nothing that its definition does not allow.</summary>
internal sealed partial class PrometheusParser
{
    private readonly Dictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly HashSet<string> _series = new(StringComparer.Ordinal);

    private PrometheusParser()
    {
    }

    public static IReadOnlyDictionary<string, Family> Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var parser = new PrometheusParser();
        Family? current = null;
        string? help = null;
        foreach (var line in text[..^1].Split('\n'))
        {
            if (HelpLine().Match(line) is { Success: true } helped)
            {
                help = helped.Groups["name"].Value;
                continue;
            }

            if (TypeLine().Match(line) is { Success: true } typed)
            {
                var name = typed.Groups["name"].Value;
                Assert.True(help is null || help == name, $"HELP of {help} before TYPE of {name}");
                current = new Family(name, typed.Groups["type"].Value, []);
                Assert.True(parser._families.TryAdd(name, current), $"{name} has two TYPEs");
                help = null;
                continue;
            }

            parser.Add(current ?? throw new InvalidDataException($"A sample before any TYPE: {line}"), line);
        }

        Assert.All(parser._families.Values.Where(family => family.Type == "histogram"), RequireHistogram);
        return parser._families;
    }

    private void Add(Family family, string line)
    {
        var match = SampleLine().Match(line);
        Assert.True(match.Success, $"No sample: {line}");
        var name = match.Groups["name"].Value;
        string[] allowed = family.Type == "histogram" ? [$"{family.Name}_bucket", $"{family.Name}_sum", $"{family.Name}_count"] : [family.Name];
        Assert.Contains(name, allowed);
        Assert.True(family.Type != "counter" || name.EndsWith("_total", StringComparison.Ordinal), $"The counter {name} does not end in _total");
        var labels = match.Groups["label"].Captures.Zip(match.Groups["text"].Captures)
            .ToDictionary(pair => pair.First.Value, pair => Unescape(pair.Second.Value), StringComparer.Ordinal);
        Assert.True(_series.Add($"{name}{{{string.Join(',', labels.OrderBy(label => label.Key).Select(label => $"{label.Key}={label.Value}"))}}}"), $"Told twice: {line}");
        family.Samples.Add(new Sample(name, labels, Number(match.Groups["value"].Value)));
    }

    private static void RequireHistogram(Family family)
    {
        var bySeries = family.Samples.GroupBy(sample => string.Join(',', sample.Labels.Where(label => label.Key != "le").Select(label => $"{label.Key}={label.Value}")));
        Assert.All(bySeries, series =>
        {
            var buckets = series.Where(sample => sample.Name.EndsWith("_bucket", StringComparison.Ordinal)).ToList();
            Assert.Equal(buckets.Select(bucket => Number(bucket.Labels["le"])).Order(), buckets.Select(bucket => Number(bucket.Labels["le"])));
            Assert.Equal(buckets.Select(bucket => bucket.Value).Order(), buckets.Select(bucket => bucket.Value));
            Assert.Equal("+Inf", buckets[^1].Labels["le"]);
            Assert.Equal(buckets[^1].Value, Assert.Single(series, sample => sample.Name.EndsWith("_count", StringComparison.Ordinal)).Value);
            Assert.Single(series, sample => sample.Name.EndsWith("_sum", StringComparison.Ordinal));
        });
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static string Unescape(string value)
    {
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            text.Append(value[i] != '\\' ? value[i] : value[++i] switch
            {
                'n' => '\n',
                '\\' => '\\',
                '"' => '"',
                var other => throw new InvalidDataException($"\\{other} is no escape"),
            });
        }

        return text.ToString();
    }

    [GeneratedRegex(@"^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) ([^\\]|\\\\|\\n)*$")]
    private static partial Regex HelpLine();

    [GeneratedRegex("^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex(
        @"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?<label>[a-zA-Z_][a-zA-Z0-9_]*)=""(?<text>([^\\""\n]|\\\\|\\""|\\n)*)"",?)*\})? (?<value>[-+]?[0-9.]+(E[-+]?[0-9]+)?|[-+]Inf|NaN)$")]
    private static partial Regex SampleLine();

    internal sealed record Family(string Name, string Type, List<Sample> Samples);

    internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
}
