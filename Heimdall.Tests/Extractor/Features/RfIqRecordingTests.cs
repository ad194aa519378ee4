using Heimdall.Extractor.Chunks;
using Heimdall.Extractor.Features;
using Heimdall.Extractor.Features.RfIq;
using Heimdall.Extractor.Iq;
using Heimdall.Tests.Extractor.Iq;

namespace Heimdall.Tests.Extractor.Features;

/// <summary>From a recording's bytes to its aggregates, as they come from the store.</summary>
public sealed class RfIqRecordingTests
{
    public static TheoryData<string> Files => [.. Captures.Recordings.Select(recording => recording.File).DefaultIfEmpty(string.Empty)];

    [CapturesTheory]
    [MemberData(nameof(Files))]
    public async Task A_recording_in_its_own_format_gives_the_reference(string file)
    {
        var (_, datatype, capture) = Captures.Recordings.Single(recording => recording.File == file);
        var expected = Captures.Expected(capture);
        var path = Path.Combine(Captures.Folder, file);
        var totalBytes = new FileInfo(path).Length;
        var source = new IqSource(
            IqFiles.Datatype(datatype), expected.SampleRateHz, totalBytes, _ => Task.FromResult<Stream>(File.OpenRead(path)));
        await using var reader = await IqReader.OpenAsync(source, CancellationToken.None);
        var (chunks, counts, dropped) = await ExtractAsync(reader, expected.DcGuardBins);

        // A kept original may hold more than the capture that was cut from it: what they share is compared.
        Assert.True(reader.SamplesRead >= expected.Samples);
        var isWhole = reader.SamplesRead == expected.Samples;
        var shared = isWhole ? expected.Chunks.Count : expected.Chunks.Count - 1;
        var tolerances = new FeatureTolerances(expected.SampleRateHz, expected.ChunkSamples[0], expected.DcGuardBins);
        Assert.Equal(expected.ChunkSamples.Take(shared), counts.Take(shared));
        Assert.Empty(Enumerable.Range(0, shared).SelectMany(n =>
            new FeatureTolerances(expected.SampleRateHz, counts[n], expected.DcGuardBins).Differences(expected.Chunks[n], chunks[n])));
        if (isWhole)
        {
            Assert.Equal(expected.Chunks.Count, chunks.Count);
            Assert.Equal(expected.SamplesDropped, dropped);
            Assert.Empty(tolerances.Differences(expected.Recording, Aggregated(chunks)));
            Assert.Empty(chunks.Chunk(ChunkGrid.ChunksPerSegment).Zip(expected.Segments)
                .SelectMany(pair => tolerances.Differences(pair.Second, Aggregated(pair.First))));
        }
    }

    [CapturesTheory]
    [InlineData("eloran_G4FUI", 11999.024)]
    [InlineData("eloran_QTR", 11998.838)]
    public async Task A_KiwiSDR_file_gives_its_true_rate(string capture, double trueRateHz)
    {
        var path = Path.Combine(Captures.Folder, Captures.Recordings.Single(r => r.Capture == capture && r.Datatype == "wav").File);
        foreach (var declaredHz in new double?[] { null, 11999, 12000 })
        {
            var source = new IqSource(IqFiles.Datatype("wav"), declaredHz, null, _ => Task.FromResult<Stream>(File.OpenRead(path)));
            await using var reader = await IqReader.OpenAsync(source, CancellationToken.None);
            Assert.Equal(trueRateHz, reader.SampleRate.TrueHz, 0.0006);
            Assert.Equal((11999, "gnss"), (reader.SampleRate.NominalHz, reader.SampleRate.SourceName));
        }
    }

    private static async Task<(List<IReadOnlyDictionary<string, double?>> Chunks, List<int> Counts, long Dropped)> ExtractAsync(
        IqReader reader, int dcGuardBins)
    {
        var set = new RfIqFeatureSet();
        var rateHz = reader.SampleRate.TrueHz;
        var extractor = set.CreateExtractor(new RecordingContext(rateHz, dcGuardBins, null));
        var values = new double[set.FeatureNames.Count];
        var cutter = new ChunkCutter(reader, new ChunkPool(ChunkGrid.SamplesPerChunk(rateHz), 2, new IdleBuffers(1 << 20)));
        var (chunks, counts) = (new List<IReadOnlyDictionary<string, double?>>(), new List<int>());
        while (await cutter.CutAsync(CancellationToken.None) is { } chunk)
        {
            using (chunk)
            {
                extractor.Extract(chunk.Written, values);
                chunks.Add(ChunkValues.Named(set, values));
                counts.Add(chunk.Samples);
            }
        }

        return (chunks, counts, cutter.SamplesDropped);
    }

    private static IReadOnlyDictionary<string, Aggregate?> Aggregated(IReadOnlyList<IReadOnlyDictionary<string, double?>> chunks) =>
        chunks[0].Keys.ToDictionary(
            name => name, name => Aggregate.Of([.. chunks.Select(chunk => chunk[name]).OfType<double>()]), StringComparer.Ordinal);
}
