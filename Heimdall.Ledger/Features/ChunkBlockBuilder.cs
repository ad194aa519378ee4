namespace Heimdall.Ledger.Features;

/// <summary>Collects the chunks of a recording into encoded blocks as they come: what is kept is the blocks, not the chunks.</summary>
/// <param name="features">How many features a chunk has.</param>
public sealed class ChunkBlockBuilder(int features)
{
    private readonly List<byte[]> _blocks = [];
    private readonly long[] _startSamples = new long[ChunkBlock.MaxChunks];
    private readonly int[] _samples = new int[ChunkBlock.MaxChunks];
    private readonly float[] _values = new float[ChunkBlock.MaxChunks * features];
    private int _count;

    /// <summary>Chunks taken in so far.</summary>
    public long Chunks { get; private set; }

    /// <summary>Takes in the next chunk of the recording. NaN: the feature does not exist in this chunk.</summary>
    public void Add(long startSample, int chunkSamples, ReadOnlySpan<double> chunkValues)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(chunkValues.Length, features);
        _startSamples[_count] = startSample;
        _samples[_count] = chunkSamples;
        for (var feature = 0; feature < features; feature++)
        {
            _values[(feature * ChunkBlock.MaxChunks) + _count] = (float)chunkValues[feature];
        }

        Chunks++;
        if (++_count == ChunkBlock.MaxChunks)
        {
            Flush();
        }
    }

    /// <summary>Every block, in order, the last one as short as it is.</summary>
    public IReadOnlyList<byte[]> Finish()
    {
        if (_count > 0)
        {
            Flush();
        }

        return _blocks;
    }

    private void Flush()
    {
        var columns = new float[_count * features];
        for (var feature = 0; feature < features; feature++)
        {
            _values.AsSpan(feature * ChunkBlock.MaxChunks, _count).CopyTo(columns.AsSpan(feature * _count));
        }

        _blocks.Add(new ChunkBlock(_startSamples[.._count], _samples[.._count], columns, features).Encode());
        _count = 0;
    }
}
