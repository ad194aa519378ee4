using System.Runtime.CompilerServices;
using Heimdall.Extractor.Iq;

namespace Heimdall.Extractor.Chunks;

/// <summary>
/// Cuts a recording into chunks while it is read. What is left over at the end is one shorter, last chunk if it has 1,024 samples or
/// more; else it is dropped and counted.
/// </summary>
internal sealed class ChunkCutter(IqReader reader, ChunkPool pool)
{
    /// <summary>Samples at the end that make no chunk; known once the last chunk has been cut.</summary>
    public long SamplesDropped { get; private set; }

    /// <summary>
    /// The chunks in order. Each is the taker's to dispose, at once or while others are cut: when as many as the pool has are in
    /// flight, cutting waits.
    /// </summary>
    /// <exception cref="IqDataException">The data is at fault; the chunks before were good.</exception>
    public async IAsyncEnumerable<IqChunk> CutAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var startSample = 0L;
        while (true)
        {
            var chunk = await CutOneAsync(startSample, cancellationToken);
            if (chunk is null)
            {
                yield break;
            }

            startSample += chunk.Samples;
            var isLast = chunk.Samples < pool.SamplesPerChunk;
            yield return chunk;
            if (isLast)
            {
                yield break;
            }
        }
    }

    private async ValueTask<IqChunk?> CutOneAsync(long startSample, CancellationToken cancellationToken)
    {
        var buffer = await pool.RentAsync(cancellationToken);
        var samples = 0;
        try
        {
            samples = await reader.ReadAsync(buffer, cancellationToken) / 2;
        }
        finally
        {
            if (samples < ChunkGrid.FewestSamples)
            {
                pool.Return(buffer);
            }
        }

        if (samples >= ChunkGrid.FewestSamples)
        {
            return new IqChunk(pool, buffer, startSample, samples);
        }

        SamplesDropped = samples;
        return null;
    }
}
