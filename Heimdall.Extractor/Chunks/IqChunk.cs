namespace Heimdall.Extractor.Chunks;

/// <summary>A chunk of a recording. Disposing it gives its buffer back; the samples are not to be touched afterwards.</summary>
internal sealed class IqChunk : IDisposable
{
    private readonly ChunkPool _pool;
    private float[]? _buffer;

    internal IqChunk(ChunkPool pool, float[] buffer, long startSample, int samples)
    {
        (_pool, _buffer) = (pool, buffer);
        (StartSample, Samples) = (startSample, samples);
    }

    /// <summary>Samples of the recording before this chunk.</summary>
    public long StartSample { get; }

    /// <summary>N.</summary>
    public int Samples { get; }

    /// <summary>I and Q in turn. Shape [2·N].</summary>
    /// <exception cref="ObjectDisposedException">The chunk has been returned.</exception>
    public ReadOnlySpan<float> Interleaved
    {
        get
        {
            ObjectDisposedException.ThrowIf(_buffer is null, this);
            return _buffer.AsSpan(0, 2 * Samples);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
        {
            _pool.Return(buffer);
        }
    }
}
