using System.Runtime.CompilerServices;
using Heimdall.Extractor.Chunks;
using Heimdall.Extractor.Features;
using Heimdall.Extractor.Iq;

namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// Computes the chunks of a recording side by side, as far as cores are free, and hands the results out in the order of the chunks.
/// One chunk is cut at a time, while those before it are computed.
/// </summary>
internal sealed class ParallelChunks
{
    /// <summary>Two a core: one that is computed, one that is done and waits for a slower one before it.</summary>
    private const int ChunksPerCore = 2;

    /// <summary>At high sample rates this bounds the chunks in flight, and not the cores.</summary>
    private const long MostBytesInFlight = 32L << 20;

    private readonly IFeatureSet _set;
    private readonly RecordingContext _context;
    private readonly ComputingCores _cores;
    private readonly StageTimes _stages;
    private readonly ChunkPool _pool;

    /// <summary>Prepares for the recordings of one sample rate and station.</summary>
    /// <param name="set">What to compute.</param>
    /// <param name="context">What it depends on beside the samples.</param>
    /// <param name="cores">Shared by all recordings of the process.</param>
    /// <param name="stages">Where the time is added.</param>
    public ParallelChunks(IFeatureSet set, RecordingContext context, ComputingCores cores, StageTimes stages)
    {
        (_set, _context, _cores, _stages) = (set, context, cores, stages);
        _pool = ChunkPool.Within(MostBytesInFlight, ChunkGrid.SamplesPerChunk(context.SampleRateHz), ChunksPerCore * cores.Count);
    }

    /// <summary>Cuts a recording and computes its chunks.</summary>
    /// <param name="reader">The recording, at its start.</param>
    /// <param name="cancellationToken">Ends it at the next chunk.</param>
    /// <returns>The chunks' features, in order. Those before a fault are handed out before it is thrown.</returns>
    /// <exception cref="IqDataException">The data is at fault.</exception>
    public async IAsyncEnumerable<ComputedChunk> ComputeAsync(
        IqReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var chunks = new ChunkCutter(reader, _pool).CutAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var inFlight = new Queue<Task<ComputedChunk>>(_pool.MostChunks);
        try
        {
            while (await StartNextAsync(chunks, cancellationToken) is { } started)
            {
                inFlight.Enqueue(started);
                while (inFlight.TryPeek(out var first) && (first.IsCompleted || inFlight.Count == _pool.MostChunks))
                {
                    yield return await inFlight.Dequeue();
                }
            }

            while (inFlight.TryDequeue(out var next))
            {
                yield return await next;
            }
        }
        finally
        {
            // The chunks' memory and the recording's bytes are somebody else's again when this ends, whichever way it does.
            Task rest = Task.WhenAll(inFlight);
            await rest.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Cuts the next chunk on a free core and leaves it there to be computed.</summary>
    /// <returns>Null after the last chunk. A fault of the data is the result of the chunk it was found in.</returns>
    private async Task<Task<ComputedChunk>?> StartNextAsync(IAsyncEnumerator<IqChunk> chunks, CancellationToken cancellationToken)
    {
        await _cores.TakeAsync(cancellationToken);
        var handedOn = false;
        try
        {
            var mark = _stages.Start();
            var isThere = await chunks.MoveNextAsync();
            _stages.Add(StageTimes.Load, mark);
            if (!isThere)
            {
                return null;
            }

            var chunk = chunks.Current;
            handedOn = true;
            return Task.Run(() => Compute(chunk), CancellationToken.None);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return Task.FromException<ComputedChunk>(fault);
        }
        finally
        {
            if (!handedOn)
            {
                _cores.Return();
            }
        }
    }

    private ComputedChunk Compute(IqChunk chunk)
    {
        try
        {
            using (chunk)
            {
                var extractor = _cores.Extractors.Take(_set, _context);
                var mark = _stages.Start();
                var values = new double[_set.FeatureNames.Count];
                extractor.Extract(chunk.Interleaved, values);
                _stages.Add(StageTimes.Features, mark);
                _cores.Extractors.Return(_set, _context, extractor);
                return new ComputedChunk(chunk.StartSample, chunk.Samples, values);
            }
        }
        finally
        {
            _cores.Return();
        }
    }
}

/// <summary>A chunk's place in its recording, and its features.</summary>
/// <param name="StartSample">Samples of the recording before it.</param>
/// <param name="Samples">N.</param>
/// <param name="Values">As <see cref="IChunkExtractor.Extract"/> writes them.</param>
internal sealed record ComputedChunk(long StartSample, int Samples, double[] Values);
