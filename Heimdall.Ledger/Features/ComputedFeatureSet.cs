namespace Heimdall.Ledger.Features;

/// <summary>A feature set as an extractor that computes it makes it known.</summary>
/// <param name="FeatureNames">The columns of its chunk blocks, in order; none where it has no chunk blocks.</param>
/// <param name="Lane">Where the job of a session that ends is queued: <c>live</c> or <c>backfill</c>.</param>
/// <param name="Priority">Within the lane, −100…100; the greater goes first.</param>
public sealed record ComputedFeatureSet(FeatureSetId Id, IReadOnlyList<string> FeatureNames, string Lane, int Priority);
