namespace Heimdall.Api.Features;

/// <summary>Consecutive chunks of a recording, column by column.</summary>
/// <param name="StartSamples">First sample of each, counted from the recording's start.</param>
/// <param name="Samples">Length of each in samples.</param>
/// <param name="Columns">By feature, in the order of the set's names: a value a chunk, null where a chunk lacks the feature.</param>
internal sealed record ChunkPage(IReadOnlyList<long> StartSamples, IReadOnlyList<int> Samples, IReadOnlyList<float?[]> Columns)
{
    public int Count => StartSamples.Count;
}
