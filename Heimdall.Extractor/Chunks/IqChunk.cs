using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Chunks;

/// <summary>A chunk of a recording. Disposing it gives its buffer back; the samples are not to be touched afterwards.</summary>
internal sealed class IqChunk : IDisposable
{
    private readonly ChunkPool _pool;
    private readonly SampleForm _form;
    private ChunkBuffer? _buffer;

    internal IqChunk(ChunkPool pool, ChunkBuffer buffer, SampleForm form, long startSample, int samples)
    {
        (_pool, _buffer, _form) = (pool, buffer, form);
        (StartSample, Samples) = (startSample, samples);
    }

    /// <summary>Samples of the recording before this chunk.</summary>
    public long StartSample { get; }

    /// <summary>N.</summary>
    public int Samples { get; }

    /// <summary>As they were written, in the machine's byte order; N of them.</summary>
    /// <exception cref="ObjectDisposedException">The chunk has been returned.</exception>
    public WrittenSamples Written
    {
        get
        {
            ObjectDisposedException.ThrowIf(_buffer is null, this);
            return new WrittenSamples(_buffer.Bytes.Span[..(2 * WrittenSamples.BytesPerComponent(_form) * Samples)], _form);
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
