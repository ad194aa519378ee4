using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Heimdall.Tests.Extractor.Features;

/// <summary>
/// The real captures and their reference features, which lie beside the repository in <c>../shared</c> or where
/// <c>HEIMDALL_SHARED</c> says. They are no part of the project: tests that need them are skipped where they are absent.
/// </summary>
internal static class Captures
{
    public const string Absent = "The captures are absent: neither ../shared/iq nor HEIMDALL_SHARED holds any.";

    private static readonly string? _folder = FindFolder();

    public static bool Exist => _folder is not null;

    public static string Folder => _folder ?? throw new InvalidOperationException(Absent);

    public static IEnumerable<string> Names => !Exist
        ? []
        : Directory.EnumerateFiles(Path.Combine(Folder, "expected"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    /// <summary>Every file to be read: the captures, and the originals kept in their own format with the capture that each is.</summary>
    public static IEnumerable<(string File, string Datatype, string Capture)> Recordings => !Exist
        ? []
        : Names.Select(name => (name + ".cf32", "cf32_le", name)).Concat(
            Directory.EnumerateFiles(Path.Combine(Folder, "originals")).Order(StringComparer.Ordinal).Select(path => (
                Path.GetRelativePath(Folder, path), OriginalDatatype(path), Path.GetFileName(path).Split("__")[0])));

    public static string SamplesPath(string capture) => Path.Combine(Folder, capture + ".cf32");

    public static float[] Samples(string capture) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SamplesPath(capture))).ToArray();

    public static ExpectedFeatures Expected(string capture) =>
        ExpectedFeatures.Read(JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "expected", capture + ".json"))).RootElement);

    private static string OriginalDatatype(string path) => Path.GetExtension(path) switch
    {
        ".complex16s" => "ci8",
        ".complex32s" or ".raw" => "ci16_le",
        ".wav" => "wav",
        var other => throw new InvalidOperationException($"No datatype is known for {other}."),
    };

    private static string? FindFolder([CallerFilePath] string thisFile = "")
    {
        var given = Environment.GetEnvironmentVariable("HEIMDALL_SHARED");
        if (!string.IsNullOrEmpty(given))
        {
            return Existing(Path.Combine(given, "iq"));
        }

        for (var folder = Path.GetDirectoryName(thisFile); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Heimdall.sln")))
            {
                return Existing(Path.Combine(folder, "..", "shared", "iq"));
            }
        }

        return null;
    }

    private static string? Existing(string folder) => Directory.Exists(Path.Combine(folder, "expected")) ? Path.GetFullPath(folder) : null;
}

/// <summary>The reference features of a capture: what it was computed with, and the values of every chunk and aggregate.</summary>
internal sealed record ExpectedFeatures(
    double SampleRateHz,
    int DcGuardBins,
    long Samples,
    long SamplesDropped,
    IReadOnlyList<int> ChunkSamples,
    IReadOnlyList<IReadOnlyDictionary<string, double?>> Chunks,
    IReadOnlyList<IReadOnlyDictionary<string, Aggregate?>> Segments,
    IReadOnlyDictionary<string, Aggregate?> Recording)
{
    public static ExpectedFeatures Read(JsonElement root) => new(
        root.GetProperty("sample_rate_hz").GetDouble(),
        root.GetProperty("dc_guard_bins").GetInt32(),
        root.GetProperty("samples").GetInt64(),
        root.GetProperty("samples_dropped").GetInt64(),
        [.. root.GetProperty("chunk_samples").EnumerateArray().Select(count => count.GetInt32())],
        [.. root.GetProperty("chunks").EnumerateArray().Select(chunk => chunk.EnumerateObject().ToDictionary(p => p.Name, p => Value(p.Value), StringComparer.Ordinal))],
        [.. root.GetProperty("segments").EnumerateArray().Select(Aggregates)],
        Aggregates(root.GetProperty("recording")));

    private static IReadOnlyDictionary<string, Aggregate?> Aggregates(JsonElement element) =>
        element.EnumerateObject().ToDictionary(p => p.Name, p => Aggregate.Read(p.Value), StringComparer.Ordinal);

    private static double? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => element.GetDouble(),
    };
}

/// <summary>A feature over the chunks in which it exists.</summary>
internal sealed record Aggregate(double Mean, double Std, double Min, double Max, int Count)
{
    /// <summary>Null of a JSON null.</summary>
    public static Aggregate? Read(JsonElement element) => element.ValueKind == JsonValueKind.Null
        ? null
        : new Aggregate(
            element.GetProperty("mean").GetDouble(),
            element.GetProperty("std").GetDouble(),
            element.GetProperty("min").GetDouble(),
            element.GetProperty("max").GetDouble(),
            element.GetProperty("count").GetInt32());

    /// <summary>Null of no values.</summary>
    public static Aggregate? Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var mean = values.Average();
        return new Aggregate(mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), values.Min(), values.Max(), values.Count);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"mean {Mean} std {Std} min {Min} max {Max} of {Count}");
}

/// <summary>A fact about real captures, skipped where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CapturesFactAttribute : FactAttribute
{
    public CapturesFactAttribute() => Skip = Captures.Exist ? null : Captures.Absent;
}

/// <summary>A theory over real captures, skipped where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CapturesTheoryAttribute : TheoryAttribute
{
    public CapturesTheoryAttribute() => Skip = Captures.Exist ? null : Captures.Absent;
}
