namespace Heimdall.Extractor.Features.RfWaterfall;

/// <summary>What a waterfall is painted on.</summary>
internal interface IWaterfallCanvas
{
    /// <summary>The next row of a level, the oldest first.</summary>
    /// <param name="level">k: the row is the mean of 2^k spectra of consecutive segments, of fewer at the recording's end.</param>
    /// <param name="powers">Power within each bin, linear, full scale 1, DC in the middle. Shape [512].</param>
    void AddRow(int level, ReadOnlySpan<float> powers);

    /// <summary>The next chunk. It is the painter's and changes afterwards.</summary>
    void AddChunk(ChunkSketch chunk);
}
