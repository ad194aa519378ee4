namespace Heimdall.Ledger.Features;

/// <summary>Collects the chunks of a recording into encoded blocks as they come: what is kept is the blocks, not the chunks.</summary>
/// <remarks>
/// The room for a block grows with its chunks. A recording of a second has five; room for all 1,024 would be an object of the size that
/// only the slowest collection of garbage takes away, for every such recording.
/// </remarks>
/// <param name="features">How many features a chunk has.</param>
public sealed class ChunkBlockBuilder(int features)
{
    private const int FirstChunks = 16;

    private readonly List<byte[]> _blocks = [];
    private long[] _startSamples = new long[FirstChunks];
    private int[] _samples = new int[FirstChunks];

    // Chunk by chunk; a block has them feature by feature.
    private float[] _values = new float[FirstChunks * features];
    private int _count;

    /// <summary>Chunks taken in so far.</summary>
    public long Chunks { get; private set; }

    /// <summary>Takes in the next chunk of the recording. NaN: the feature does not exist in this chunk.</summary>
    public void Add(long startSample, int chunkSamples, ReadOnlySpan<double> chunkValues)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(chunkValues.Length, features);
        if (_count == _samples.Length)
        {
            Grow();
        }

        _startSamples[_count] = startSample;
        _samples[_count] = chunkSamples;
        var values = _values.AsSpan(_count * features, features);
        for (var feature = 0; feature < features; feature++)
        {
            values[feature] = (float)chunkValues[feature];
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

    private void Grow()
    {
        var chunks = Math.Min(2 * _samples.Length, ChunkBlock.MaxChunks);
        Array.Resize(ref _startSamples, chunks);
        Array.Resize(ref _samples, chunks);
        Array.Resize(ref _values, chunks * features);
    }

    private void Flush()
    {
        var columns = new float[_count * features];
        for (var feature = 0; feature < features; feature++)
        {
            for (var chunk = 0; chunk < _count; chunk++)
            {
                columns[(feature * _count) + chunk] = _values[(chunk * features) + feature];
            }
        }

        _blocks.Add(new ChunkBlock(_startSamples[.._count], _samples[.._count], columns, features).Encode());
        _count = 0;
    }
}
