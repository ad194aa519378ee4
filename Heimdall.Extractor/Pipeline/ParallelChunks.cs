using System.Runtime.CompilerServices;
using Heimdall.Extractor.Chunks;
using Heimdall.Extractor.Features;
using Heimdall.Extractor.Iq;

namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// Computes the chunks of a recording side by side, as far as cores are free, and hands the results out in the order of the chunks. Whoever
/// cuts a chunk computes it, so that its samples stay in that core's cache; meanwhile the next one cuts the next chunk.
/// </summary>
/// <remarks>
/// The thread that asks for the results works on the chunks itself. Another one joins it while cores are to spare, and leaves when they are
/// wanted: where as many recordings are under way as there are cores, each is worked through by one thread, on one core, which neither
/// waits for anybody nor has to be woken.
/// </remarks>
internal sealed class ParallelChunks
{
    /// <summary>Results a core that may wait for a slower chunk before them.</summary>
    private const int ResultsPerCore = 4;

    /// <summary>At high sample rates this bounds the chunks in flight, and not the cores.</summary>
    private const long MostBytesInFlight = 32L << 20;

    private readonly IChunkFeatureSet _set;
    private readonly RecordingContext _context;
    private readonly ComputingCores _cores;
    private readonly StageTimes _stages;
    private readonly ChunkPool _pool;

    /// <summary>Prepares for the recordings of one sample rate and station.</summary>
    /// <param name="set">What to compute.</param>
    /// <param name="context">What it depends on beside the samples.</param>
    /// <param name="cores">Shared by all recordings of the process.</param>
    /// <param name="stages">Where the time is added.</param>
    public ParallelChunks(IChunkFeatureSet set, RecordingContext context, ComputingCores cores, StageTimes stages)
    {
        (_set, _context, _cores, _stages) = (set, context, cores, stages);
        _pool = ChunkPool.Within(MostBytesInFlight, ChunkGrid.SamplesPerChunk(context.SampleRateHz), cores.Count, cores.Buffers);
    }

    /// <inheritdoc cref="ComputeAsync(IqReader, ReadingCore, CancellationToken)"/>
    public IAsyncEnumerable<ComputedChunk> ComputeAsync(IqReader reader, CancellationToken cancellationToken) =>
        ComputeAsync(reader, new ReadingCore(_cores), cancellationToken);

    /// <summary>Cuts a recording and computes its chunks.</summary>
    /// <param name="reader">The recording, at its start.</param>
    /// <param name="core">What the recording's bytes are read on.</param>
    /// <param name="cancellationToken">Ends it at the next chunk.</param>
    /// <returns>The chunks' features, in order. Those before a fault are handed out before it is thrown.</returns>
    /// <exception cref="IqDataException">The data is at fault.</exception>
    public async IAsyncEnumerable<ComputedChunk> ComputeAsync(
        IqReader reader, ReadingCore core, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var cutting = new ChunksInOrder(new ChunkCutter(reader, _pool), core, ResultsPerCore * _pool.MostChunks);
        using var first = new ChunkWorker(cutting, _set, _context, _cores, _stages);
        try
        {
            while (true)
            {
                while (cutting.TryTakeReady(out var ready))
                {
                    yield return await ready;
                }

                if (await first.CutAsync(mayWait: true, stop.Token) is { } cut)
                {
                    Join(cutting, stop.Token);
                    first.Compute(cut);
                    continue;
                }

                // Others are at the chunks that are left, or so far ahead that they wait for one.
                first.LetGo();
                if (!cutting.TryTake(out var next))
                {
                    break;
                }

                yield return await next;
            }
        }
        finally
        {
            // The chunks' memory and the recording's bytes are somebody else's again when this ends, whichever way it does.
            first.LetGo();
            await cutting.EndAsync(stop);
        }
    }

    /// <summary>Another one helps, if a core is free that nobody else is about to take, and there are fewer at it than there may be chunks.</summary>
    private void Join(ChunksInOrder cutting, CancellationToken cancellationToken)
    {
        if (_cores.AreFree && (_cores.AreSpare || cutting.Core.HasWaited))
        {
            cutting.Join(_pool.MostChunks - 1, () => HelpAsync(cutting, cancellationToken));
        }
    }

    private async Task HelpAsync(ChunksInOrder cutting, CancellationToken cancellationToken)
    {
        using var helper = new ChunkWorker(cutting, _set, _context, _cores, _stages);
        while (await helper.CutAsync(mayWait: false, cancellationToken) is { } cut)
        {
            Join(cutting, cancellationToken);
            helper.Compute(cut);
        }
    }
}

/// <summary>A chunk's place in its recording, and its features.</summary>
/// <param name="StartSample">Samples of the recording before it.</param>
/// <param name="Samples">N.</param>
/// <param name="Values">As <see cref="IChunkExtractor.Extract"/> writes them.</param>
internal sealed record ComputedChunk(long StartSample, int Samples, double[] Values);
