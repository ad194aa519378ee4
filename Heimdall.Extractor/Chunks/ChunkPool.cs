using System.Buffers;
using System.Collections.Concurrent;

namespace Heimdall.Extractor.Chunks;

/// <summary>
/// The buffers of the chunks in flight. There are only so many: who wants one more waits until a chunk is returned, which bounds the
/// memory of a recording by its chunk length and not by its own. Recordings hand their buffers on to those after them: at some hundred
/// kilobytes each, new ones would keep the collector busy.
/// </summary>
internal sealed class ChunkPool
{
    /// <summary>4 MB, a chunk at 2.6 MHz. What is shared is as long as the next power of two, which is a waste where buffers are large.</summary>
    private const int MostFloatsShared = 1 << 20;

    private readonly ConcurrentBag<float[]> _large = [];
    private readonly SemaphoreSlim _permits;

    /// <summary>Nothing is allocated before it is needed.</summary>
    /// <param name="samplesPerChunk">Samples a buffer has room for.</param>
    /// <param name="mostChunks">Chunks in flight at a time, 1 or more.</param>
    public ChunkPool(int samplesPerChunk, int mostChunks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samplesPerChunk, ChunkGrid.FewestSamples);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostChunks, 1);
        (SamplesPerChunk, MostChunks) = (samplesPerChunk, mostChunks);
        _permits = new SemaphoreSlim(mostChunks, mostChunks);
    }

    public int SamplesPerChunk { get; }

    /// <summary>Chunks in flight at a time.</summary>
    public int MostChunks { get; }

    private bool IsShared => 2 * SamplesPerChunk <= MostFloatsShared;

    /// <summary>As many chunks as fit a number of bytes, at least one and at most <paramref name="mostChunks"/>.</summary>
    public static ChunkPool Within(long mostBytes, int samplesPerChunk, int mostChunks) =>
        new(samplesPerChunk, (int)Math.Clamp(mostBytes / (2L * sizeof(float) * samplesPerChunk), 1, mostChunks));

    /// <returns>Room for I and Q of a chunk, or more.</returns>
    internal async ValueTask<float[]> RentAsync(CancellationToken cancellationToken)
    {
        await _permits.WaitAsync(cancellationToken);
        return IsShared ? ArrayPool<float>.Shared.Rent(2 * SamplesPerChunk)
            : _large.TryTake(out var buffer) ? buffer
            : GC.AllocateUninitializedArray<float>(2 * SamplesPerChunk);
    }

    internal void Return(float[] buffer)
    {
        if (IsShared)
        {
            ArrayPool<float>.Shared.Return(buffer);
        }
        else
        {
            _large.Add(buffer);
        }

        _permits.Release();
    }
}
