using Heimdall.Extractor.Iq;

namespace Heimdall.Extractor.Chunks;

/// <summary>
/// Cuts a recording into chunks while it is read. What is left over at the end is one shorter, last chunk if it has 1,024 samples or
/// more; else it is dropped and counted.
/// </summary>
internal sealed class ChunkCutter(IqReader reader, ChunkPool pool)
{
    private long _startSample;
    private bool _isOver;

    /// <summary>Samples at the end that make no chunk; known once the last chunk has been cut.</summary>
    public long SamplesDropped { get; private set; }

    /// <summary>
    /// The next chunk. It is the taker's to dispose, at once or while others are cut: when as many as the pool has are in flight, cutting
    /// waits.
    /// </summary>
    /// <returns>Null after the last one.</returns>
    /// <exception cref="IqDataException">The data is at fault; the chunks before were good.</exception>
    public async ValueTask<IqChunk?> CutAsync(CancellationToken cancellationToken)
    {
        if (_isOver)
        {
            return null;
        }

        var buffer = await pool.RentAsync(reader.BytesPerSample, cancellationToken);
        var samples = 0;
        try
        {
            samples = await reader.ReadAsync(buffer.Bytes[..(pool.SamplesPerChunk * reader.BytesPerSample)], cancellationToken);
        }
        finally
        {
            if (samples < ChunkGrid.FewestSamples)
            {
                pool.Return(buffer);
            }
        }

        _isOver = samples < pool.SamplesPerChunk;
        if (samples < ChunkGrid.FewestSamples)
        {
            SamplesDropped = samples;
            return null;
        }

        var chunk = new IqChunk(pool, buffer, reader.Form, _startSample, samples);
        _startSample += samples;
        return chunk;
    }
}
