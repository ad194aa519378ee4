using System.Text.Json;
using Heimdall.Tests.Extractor.Features;

namespace Heimdall.Tests.WholePath;

/// <summary>Real recordings, uploaded as they are, give over HTTP what the reference gives.</summary>
[Collection(WholePathCollection.Name)]
public sealed class CaptureTests(HeimdallSystem system)
{
    public static TheoryData<string> Files => [.. Captures.Recordings.Select(recording => recording.File).DefaultIfEmpty("")];

    [CapturesTheory]
    [MemberData(nameof(Files))]
    public async Task A_recording_in_its_own_format_gives_the_features_of_the_reference(string file)
    {
        var (_, datatype, capture) = Captures.Recordings.Single(recording => recording.File == file);
        await CompareAsync(capture, datatype, datatype == "wav" ? null : Captures.Expected(capture).SampleRateHz, Path.Combine(Captures.Folder, file));
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
