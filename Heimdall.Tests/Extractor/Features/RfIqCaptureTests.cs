using Heimdall.Extractor.Features;
using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features;

public sealed class RfIqCaptureTests
{
    public static TheoryData<string> CaptureNames => [.. Captures.Names.DefaultIfEmpty(string.Empty)];

    [CapturesTheory]
    [MemberData(nameof(CaptureNames))]
    public void Every_chunk_of_a_capture_equals_the_reference(string capture)
    {
        var expected = Captures.Expected(capture);
        var samples = Captures.Samples(capture);
        var set = new RfIqFeatureSet();
        var extractor = set.CreateExtractor(new RecordingContext(expected.SampleRateHz, expected.DcGuardBins, null));
        var values = new double[set.FeatureNames.Count];
        var differences = new List<string>();
        var start = 0;
        for (var chunk = 0; chunk < expected.Chunks.Count; chunk++)
        {
            var count = expected.ChunkSamples[chunk];
            extractor.Extract(samples.AsSpan(2 * start, 2 * count), values);
            var tolerances = new FeatureTolerances(expected.SampleRateHz, count, expected.DcGuardBins);
            differences.AddRange(tolerances.Differences(expected.Chunks[chunk], ChunkValues.Named(set, values))
                .Select(d => $"chunk {chunk}: {d}"));
            start += count;
        }

        Assert.Empty(differences);
    }
}
