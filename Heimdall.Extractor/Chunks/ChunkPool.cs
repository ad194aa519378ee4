namespace Heimdall.Extractor.Chunks;

/// <summary>
/// The buffers of the chunks in flight. There are only so many: who wants one more waits until a chunk is returned, which bounds the
/// memory of a recording by its chunk length and not by its own.
/// </summary>
internal sealed class ChunkPool
{
    private readonly IdleBuffers _idle;
    private readonly SemaphoreSlim _permits;

    /// <summary>Nothing is allocated before it is needed.</summary>
    /// <param name="samplesPerChunk">Samples a buffer has room for.</param>
    /// <param name="mostChunks">Chunks in flight at a time, 1 or more.</param>
    /// <param name="idle">Where buffers come from and go to; shared with other recordings.</param>
    public ChunkPool(int samplesPerChunk, int mostChunks, IdleBuffers idle)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samplesPerChunk, ChunkGrid.FewestSamples);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostChunks, 1);
        (SamplesPerChunk, MostChunks, _idle) = (samplesPerChunk, mostChunks, idle);
        _permits = new SemaphoreSlim(mostChunks, mostChunks);
    }

    public int SamplesPerChunk { get; }

    /// <summary>Chunks in flight at a time.</summary>
    public int MostChunks { get; }

    /// <summary>As many chunks as fit a number of bytes, at least one and at most <paramref name="mostChunks"/>.</summary>
    public static ChunkPool Within(long mostBytes, int samplesPerChunk, int mostChunks, IdleBuffers idle) =>
        new(samplesPerChunk, (int)Math.Clamp(mostBytes / (2L * sizeof(float) * samplesPerChunk), 1, mostChunks), idle);

    internal async ValueTask<ChunkBuffer> RentAsync(int bytesPerSample, CancellationToken cancellationToken)
    {
        await _permits.WaitAsync(cancellationToken);
        return _idle.Take(SamplesPerChunk * bytesPerSample);
    }

    internal void Return(ChunkBuffer buffer)
    {
        _idle.Return(buffer);
        _permits.Release();
    }
}
