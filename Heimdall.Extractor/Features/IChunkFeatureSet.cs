using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Features;

/// <summary>A feature set that turns each chunk of a recording into a row of values.</summary>
internal interface IChunkFeatureSet : IFeatureSet
{
    /// <summary>An extractor for the chunks of one recording; any number of them may work side by side.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The context is outside what the set is defined for.</exception>
    IChunkExtractor CreateExtractor(RecordingContext context);
}

/// <summary>
/// Computes the features of one chunk after another. An instance serves one thread; it keeps its work buffers, so that nothing is
/// allocated per chunk once each chunk length has been seen.
/// </summary>
internal interface IChunkExtractor
{
    /// <summary>Computes all features of a chunk.</summary>
    /// <param name="samples">All finite.</param>
    /// <param name="values">
    /// One value a feature, in the order of <see cref="IFeatureSet.FeatureNames"/>. NaN: the feature does not exist in this chunk.
    /// Booleans are 0 and 1.
    /// </param>
    /// <exception cref="ArgumentException">No whole number of samples, too few samples, or the wrong number of values.</exception>
    void Extract(WrittenSamples samples, Span<double> values);
}
