using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Heimdall.Tests.Api.Downloads;

/// <summary>What the core of SigMF 1.2 asks of metadata.</summary>
internal static partial class SigMfRules
{
    private static readonly HashSet<string> _global =
    [
        "core:datatype", "core:version", "core:sample_rate", "core:num_channels", "core:dataset", "core:metadata_only", "core:description", "core:hw",
        "core:geolocation", "core:extensions",
    ];

    private static readonly HashSet<string> _capture = ["core:sample_start", "core:frequency", "core:datetime"];

    private static readonly HashSet<string> _annotation =
        ["core:sample_start", "core:sample_count", "core:generator", "core:freq_lower_edge", "core:freq_upper_edge", "core:label", "core:comment", "core:uuid"];

    public static void AssertMet(JsonElement metadata)
    {
        Assert.Equal(["global", "captures", "annotations"], metadata.EnumerateObject().Select(member => member.Name));
        var global = metadata.GetProperty("global");
        Assert.Matches(Datatype(), global.GetProperty("core:datatype").GetString());
        Assert.Matches(@"^1\.2\.\d+$", global.GetProperty("core:version").GetString());
        Assert.True(!global.TryGetProperty("core:sample_rate", out var rate) || rate.GetDouble() is > 0 and < 1e12);
        Assert.True(global.GetProperty("core:num_channels").GetInt32() > 0);

        // A dataset is either named, since it does not conform, or absent.
        Assert.NotEqual(global.TryGetProperty("core:dataset", out _), global.TryGetProperty("core:metadata_only", out _));
        var place = global.GetProperty("core:geolocation");
        Assert.Equal("Point", place.GetProperty("type").GetString());
        Assert.InRange(place.GetProperty("coordinates")[0].GetDouble(), -180, 180);
        Assert.InRange(place.GetProperty("coordinates")[1].GetDouble(), -90, 90);
        var extensions = global.GetProperty("core:extensions").EnumerateArray().ToList();
        Assert.All(extensions, extension => Assert.Equal(["name", "version", "optional"], extension.EnumerateObject().Select(member => member.Name)));
        var namespaces = extensions.Select(extension => extension.GetProperty("name").GetString()!).ToHashSet(StringComparer.Ordinal);
        AssertNames(global, _global, namespaces);
        AssertSorted(metadata.GetProperty("captures"), _capture, namespaces);
        AssertSorted(metadata.GetProperty("annotations"), _annotation, namespaces);
        Assert.All(metadata.GetProperty("captures").EnumerateArray(), capture => Assert.True(
            DateTimeOffset.TryParseExact(capture.GetProperty("core:datetime").GetString(), "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)));
        foreach (var annotation in metadata.GetProperty("annotations").EnumerateArray())
        {
            Assert.True(annotation.GetProperty("core:sample_count").GetInt64() >= 0);
            var hasLower = annotation.TryGetProperty("core:freq_lower_edge", out var lower);
            Assert.Equal(hasLower, annotation.TryGetProperty("core:freq_upper_edge", out var upper));
            Assert.True(!hasLower || lower.GetDouble() <= upper.GetDouble());
            Assert.True(!annotation.TryGetProperty("core:label", out var label) || label.GetString()!.Length <= 20);
        }
    }

    private static void AssertSorted(JsonElement list, HashSet<string> core, HashSet<string> namespaces)
    {
        var starts = list.EnumerateArray().Select(item => item.GetProperty("core:sample_start").GetInt64()).ToList();
        Assert.Equal(starts.Order(), starts);
        Assert.All(starts, start => Assert.True(start >= 0));
        Assert.All(list.EnumerateArray(), item => AssertNames(item, core, namespaces));
    }

    /// <summary>Every name is of the core, or of a namespace that is declared.</summary>
    private static void AssertNames(JsonElement item, HashSet<string> core, HashSet<string> namespaces) => Assert.All(item.EnumerateObject(), member => Assert.True(
        core.Contains(member.Name) || (!member.Name.StartsWith("core:", StringComparison.Ordinal) && namespaces.Contains(member.Name.Split(':')[0])), member.Name));

    [GeneratedRegex("^(c|r)(f32|f64|i32|i16|u32|u16|i8|u8)(_le|_be)?$")]
    private static partial Regex Datatype();
}
