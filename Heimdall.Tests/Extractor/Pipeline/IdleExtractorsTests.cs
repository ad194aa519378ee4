using Heimdall.Extractor.Features;
using Heimdall.Extractor.Pipeline;

namespace Heimdall.Tests.Extractor.Pipeline;

public sealed class IdleExtractorsTests
{
    private static readonly IChunkFeatureSet Set = FeatureSets.RfIq;
    private static readonly RecordingContext Context = new(200_000, 2, null);

    [Fact]
    public void A_returned_extractor_serves_the_next_recording_of_the_same_settings()
    {
        var idle = new IdleExtractors(2);
        var first = idle.Take(Set, Context);
        Assert.NotSame(first, idle.Take(Set, Context));
        idle.Return(Set, Context, first);
        Assert.NotSame(first, idle.Take(Set, Context with { DcGuardBins = 3 }));
        Assert.NotSame(first, idle.Take(Set, Context with { SampleRateHz = 192_000 }));
        Assert.Same(first, idle.Take(Set, new RecordingContext(200_000, 2, null)));
    }

    [Fact]
    public void Those_used_last_are_kept()
    {
        var idle = new IdleExtractors(2);
        var extractors = Enumerable.Range(0, 3).Select(_ => idle.Take(Set, Context)).ToList();
        extractors.ForEach(extractor => idle.Return(Set, Context, extractor));
        Assert.Same(extractors[2], idle.Take(Set, Context));
        Assert.Same(extractors[1], idle.Take(Set, Context));
        Assert.NotSame(extractors[0], idle.Take(Set, Context));
    }

    [Fact]
    public void A_used_extractor_computes_what_a_new_one_does()
    {
        var random = new Random(7);
        var chunk = Enumerable.Range(0, 80_000).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var other = chunk.Select(value => value * 0.01f).ToArray()[..20_000];
        var (fresh, used) = (new double[Set.FeatureNames.Count], new double[Set.FeatureNames.Count]);
        Set.CreateExtractor(Context).Extract(chunk, fresh);
        var extractor = Set.CreateExtractor(Context);
        extractor.Extract(other, used);
        extractor.Extract(chunk, used);
        Assert.Equal(fresh, used);
    }
}
