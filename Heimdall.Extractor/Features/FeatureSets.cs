using Heimdall.Extractor.Features.RfIq;
using Heimdall.Extractor.Features.RfWaterfall;

namespace Heimdall.Extractor.Features;

/// <summary>The feature sets this extractor can compute: one line each.</summary>
internal static class FeatureSets
{
    /// <summary>The features of recordings; what the command line prints and the benchmarks compute.</summary>
    public static IChunkFeatureSet RfIq { get; } = new RfIqFeatureSet();

    public static IReadOnlyList<IFeatureSet> All { get; } =
    [
        RfIq,
        new WaterfallFeatureSet(),
    ];

    /// <summary>The set of that name and version, or null where this extractor does not know it.</summary>
    public static IFeatureSet? Find(string name, int version) =>
        All.FirstOrDefault(set => string.Equals(set.Name, name, StringComparison.Ordinal) && set.Version == version);
}
