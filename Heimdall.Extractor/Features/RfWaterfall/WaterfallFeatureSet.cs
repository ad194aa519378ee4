namespace Heimdall.Extractor.Features.RfWaterfall;

/// <summary>
/// <c>rf.waterfall</c> 1: a recording as a picture of power over time and frequency, in levels from fine to coarse, and of each chunk its
/// spectrum, envelope and constellation. It has no values a chunk; what it makes lies in the object store. The formulas are in
/// docs/features.md.
/// </summary>
internal sealed class WaterfallFeatureSet : IFeatureSet
{
    public string Name => "rf.waterfall";

    public int Version => 1;

    public IReadOnlyList<string> FeatureNames => [];

    public JobPlace JobPlace => JobPlace.Leisurely;
}
