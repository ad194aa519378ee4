using System.Text.Json;
using Heimdall.Tests.Extractor.Features;

namespace Heimdall.Tests.WholePath;

/// <summary>Real recordings, uploaded as they are, give over HTTP what the reference gives.</summary>
[Collection(WholePathCollection.Name)]
public sealed class CaptureTests(HeimdallSystem system)
{
    public static TheoryData<string> CaptureNames => [.. Captures.Names.DefaultIfEmpty("")];

    public static TheoryData<string> OriginalNames => [.. Captures.Originals.Select(original => Path.GetFileName(original.Path)).DefaultIfEmpty("")];

    [CapturesTheory]
    [MemberData(nameof(CaptureNames))]
    public async Task A_capture_gives_the_features_of_the_reference(string capture) =>
        await CompareAsync(capture, "cf32_le", Captures.Expected(capture).SampleRateHz, Captures.SamplesPath(capture));

    /// <summary>Captures were cut out of longer files in some cases; the originals that are whole are compared.</summary>
    [CapturesTheory]
    [MemberData(nameof(OriginalNames))]
    public async Task An_original_in_its_own_format_gives_the_features_of_the_reference(string file)
    {
        var original = Captures.Originals.Single(original => Path.GetFileName(original.Path) == file);
        await CompareAsync(original.Capture, original.Datatype, original.Datatype == "wav" ? null : Captures.Expected(original.Capture).SampleRateHz, original.Path);
    }

    private async Task CompareAsync(string capture, string datatype, double? sampleRateHz, string path)
    {
        var expected = Captures.Expected(capture);
        var receiver = await system.ExtractAsync(datatype, sampleRateHz, await File.ReadAllBytesAsync(path), expected.DcGuardBins, "?detail=chunks");

        Assert.Equal("ok", receiver.GetProperty("status").GetString());
        var differences = new List<string>();
        var chunks = receiver.GetProperty("chunks");
        Assert.Equal(expected.ChunkSamples, chunks.GetProperty("samples").EnumerateArray().Select(samples => samples.GetInt32()));
        for (var i = 0; i < expected.Chunks.Count; i++)
        {
            var chunk = i;
            var actual = expected.Chunks[i].Keys.ToDictionary(name => name, name => Value(chunks.GetProperty(name)[chunk]), StringComparer.Ordinal);
            var tolerances = new FeatureTolerances(expected.SampleRateHz, expected.ChunkSamples[i], expected.DcGuardBins);
            differences.AddRange(tolerances.Differences(expected.Chunks[i], actual).Select(difference => $"chunk {chunk}: {difference}"));
        }

        var features = receiver.GetProperty("features");
        var aggregates = expected.Recording.Keys.ToDictionary(name => name, name => Aggregate.Read(features.GetProperty(name)), StringComparer.Ordinal);
        differences.AddRange(new FeatureTolerances(expected.SampleRateHz, expected.ChunkSamples[^1], expected.DcGuardBins).Differences(expected.Recording, aggregates));
        Assert.Empty(differences);
    }

    private static double? Value(JsonElement element) => element.ValueKind == JsonValueKind.Null ? null : element.GetDouble();
}
