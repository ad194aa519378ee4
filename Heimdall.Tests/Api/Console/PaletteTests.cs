using System.Globalization;
using System.Text.RegularExpressions;

namespace Heimdall.Tests.Api.Console;

/// <summary>The console's colours, light and dark, against WCAG 2.2 AA: 4.5 for text, 3 for what is drawn.</summary>
public sealed partial class PaletteTests
{
    private const double Text = 4.5;
    private const double Drawing = 3;

    private static readonly string[] Grounds = ["panel", "ground"];

    [Theory]
    [InlineData(0, "light")]
    [InlineData(1, "dark")]
    public void Every_pair_of_text_and_ground_has_contrast(int palette, string name)
    {
        var colours = Palettes[palette];
        (string Front, string Ground)[] own = [("good", "good-ground"), ("bad", "bad-ground"), ("wait", "wait-ground"), ("none", "none-ground"), ("accent", "accent-ground"), ("panel", "accent")];
        var pairs = own.Concat(from front in new[] { "text", "soft", "accent", "bad", "wait" } from ground in Grounds select (front, ground));
        Assert.Equal([], TooFaint(colours, pairs, Text, name));
    }

    [Theory]
    [InlineData(0, "light")]
    [InlineData(1, "dark")]
    public void Every_curve_bar_and_mark_stands_out_from_its_panel(int palette, string name)
    {
        var drawn = Enumerable.Range(1, 6).Select(n => $"curve-{n}").Concat(["good", "bad", "wait", "none", "mark", "focus", "soft"]);
        Assert.Equal([], TooFaint(Palettes[palette], drawn.Select(front => (front, "panel")), Drawing, name));
    }

    [Fact]
    public void Every_colour_that_is_used_is_defined_in_both_palettes()
    {
        var used = Use().Matches(ConsoleFiles.Style).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal).Except(["gap", "radius", "look"], StringComparer.Ordinal).ToList();
        Assert.True(used.Count > 15);
        Assert.Equal([], used.Except(Palettes[0].Keys, StringComparer.Ordinal));
        Assert.Equal(Palettes[0].Keys.Order(StringComparer.Ordinal), Palettes[1].Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>Colours by name, linear red, green and blue: the light ones first.</summary>
    private static List<Dictionary<string, double[]>> Palettes { get; } =
    [
        .. Root().Matches(ConsoleFiles.Style).Select(root => Colour().Matches(root.Value).ToDictionary(
            match => match.Groups["name"].Value, match => Linear(match.Groups["hex"].Value), StringComparer.Ordinal)),
    ];

    private static IEnumerable<string> TooFaint(Dictionary<string, double[]> colours, IEnumerable<(string Front, string Ground)> pairs, double least, string name) =>
        from pair in pairs
        let contrast = Contrast(colours[pair.Front], colours[pair.Ground])
        where contrast < least
        select string.Create(CultureInfo.InvariantCulture, $"{name}: {pair.Front} on {pair.Ground} {contrast:F2}, wanted {least}");

    private static double Contrast(double[] a, double[] b)
    {
        var (first, second) = (Luminance(a), Luminance(b));
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    private static double Luminance(double[] linear) => (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);

    private static double[] Linear(string hex) =>
    [
        .. hex.Chunk(2).Select(part => int.Parse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4)),
    ];

    [GeneratedRegex(@":root \{[^}]*\}")]
    private static partial Regex Root();

    [GeneratedRegex("--(?<name>[a-z0-9-]+): #(?<hex>[0-9a-f]{6})")]
    private static partial Regex Colour();

    [GeneratedRegex(@"var\(--(?<name>[a-z0-9-]+)\)")]
    private static partial Regex Use();
}
