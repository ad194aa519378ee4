namespace Heimdall.Ledger.Features;

/// <summary>Collects the chunks of a recording into encoded blocks as they come: what is kept is the blocks, not the chunks.</summary>
/// <param name="features">How many features a chunk has.</param>
public sealed class ChunkBlockBuilder(int features)
{
    private readonly List<byte[]> blocks = [];
    private readonly long[] startSamples = new long[ChunkBlock.MaxChunks];
    private readonly int[] samples = new int[ChunkBlock.MaxChunks];
    private readonly float[] values = new float[ChunkBlock.MaxChunks * features];
    private int count;

    /// <summary>Chunks taken in so far.</summary>
    public long Chunks { get; private set; }

    /// <summary>Takes in the next chunk of the recording. NaN: the feature does not exist in this chunk.</summary>
    public void Add(long startSample, int chunkSamples, ReadOnlySpan<double> chunkValues)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(chunkValues.Length, features);
        startSamples[count] = startSample;
        samples[count] = chunkSamples;
        for (var feature = 0; feature < features; feature++)
        {
            values[(feature * ChunkBlock.MaxChunks) + count] = (float)chunkValues[feature];
        }

        Chunks++;
        if (++count == ChunkBlock.MaxChunks)
        {
            Flush();
        }
    }

    /// <summary>Every block, in order, the last one as short as it is.</summary>
    public IReadOnlyList<byte[]> Finish()
    {
        if (count > 0)
        {
            Flush();
        }

        return blocks;
    }

    private void Flush()
    {
        var columns = new float[count * features];
        for (var feature = 0; feature < features; feature++)
        {
            values.AsSpan(feature * ChunkBlock.MaxChunks, count).CopyTo(columns.AsSpan(feature * count));
        }

        blocks.Add(new ChunkBlock(startSamples[..count], samples[..count], columns, features).Encode());
        count = 0;
    }
}
