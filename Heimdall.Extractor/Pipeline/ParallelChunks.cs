using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Heimdall.Extractor.Chunks;
using Heimdall.Extractor.Features;
using Heimdall.Extractor.Iq;

namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// Computes the chunks of a recording side by side, as far as cores are free, and hands the results out in the order of the chunks. Whoever
/// cuts a chunk computes it, so that its samples stay in that core's cache; meanwhile the next one cuts the next chunk.
/// </summary>
/// <remarks>
/// A recording begins with one worker. Another one joins while a core is free, and leaves when none is any more: where as many recordings are
/// under way as there are cores, each is worked through by one thread, and nobody waits for anybody.
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
        using var turn = new SemaphoreSlim(1, 1);
        var cutting = new Cutting(new ChunkCutter(reader, _pool), core, turn, Channel.CreateBounded<Task<ComputedChunk?>>(
            new BoundedChannelOptions(ResultsPerCore * _pool.MostChunks) { SingleReader = true, AllowSynchronousContinuations = true }));
        cutting.Begin(() => WorkAsync(cutting, isFirst: true, stop.Token));
        try
        {
            await foreach (var result in cutting.Results.Reader.ReadAllAsync(CancellationToken.None))
            {
                if (await result is not { } chunk)
                {
                    break;
                }

                yield return chunk;
            }
        }
        finally
        {
            // The chunks' memory and the recording's bytes are somebody else's again when this ends, whichever way it does.
            await stop.CancelAsync();
            await cutting.WhenEndedAsync();
        }
    }

    /// <summary>Cuts and computes chunk after chunk, in turn with the others.</summary>
    private async Task WorkAsync(Cutting cutting, bool isFirst, CancellationToken cancellationToken)
    {
        try
        {
            // Whoever awaits the result goes on in this thread: waking another would cost more than what is left to do.
            while ((isFirst || _cores.AreFree) && await CutAsync(cutting, cancellationToken) is var (chunk, result))
            {
                if (_cores.AreFree && !cutting.IsOver)
                {
                    cutting.Join(_pool.MostChunks, () => WorkAsync(cutting, isFirst: false, cancellationToken));
                }

                Compute(chunk, result);
            }
        }
        catch (OperationCanceledException cancelled)
        {
            cutting.Results.Writer.TryComplete(cancelled);
        }
        finally
        {
            cutting.Leave();
        }
    }

    /// <summary>The next chunk, with a core to compute it on, and where its features go; null after the last. A fault is a result.</summary>
    private async Task<(IqChunk Chunk, TaskCompletionSource<ComputedChunk?> Result)?> CutAsync(
        Cutting cutting, CancellationToken cancellationToken)
    {
        await cutting.Turn.WaitAsync(cancellationToken);
        try
        {
            if (cutting.IsOver)
            {
                return null;
            }

            var result = new TaskCompletionSource<ComputedChunk?>();
            await cutting.Results.Writer.WriteAsync(result.Task, cancellationToken);
            var chunk = await CutOnCoreAsync(cutting, result, cancellationToken);
            cutting.IsOver = chunk is null;
            return chunk is null ? null : (chunk, result);
        }
        finally
        {
            cutting.Turn.Release();
        }
    }

    private async Task<IqChunk?> CutOnCoreAsync(
        Cutting cutting, TaskCompletionSource<ComputedChunk?> result, CancellationToken cancellationToken)
    {
        IqChunk? chunk = null;
        try
        {
            await cutting.Core.TakeAsync(cancellationToken);
            try
            {
                var mark = _stages.Start();
                chunk = await cutting.Cutter.CutAsync(cancellationToken);
                _stages.Add(StageTimes.Load, mark);
            }
            finally
            {
                if (chunk is null)
                {
                    cutting.Core.Return();
                }
                else
                {
                    cutting.Core.HandOn();
                }
            }

            if (chunk is null)
            {
                result.SetResult(null);
            }
        }
        catch (Exception fault)
        {
            result.SetException(fault);
        }

        return chunk;
    }

    private void Compute(IqChunk chunk, TaskCompletionSource<ComputedChunk?> result)
    {
        ComputedChunk computed;
        try
        {
            computed = Compute(chunk);
        }
        catch (Exception fault)
        {
            result.SetException(fault);
            return;
        }
        finally
        {
            _cores.Return();
        }

        result.SetResult(computed);
    }

    private ComputedChunk Compute(IqChunk chunk)
    {
        using (chunk)
        {
            var extractor = _cores.Extractors.Take(_set, _context);
            var mark = _stages.Start();
            var values = new double[_set.FeatureNames.Count];
            extractor.Extract(chunk.Written, values);
            _stages.Add(StageTimes.Features, mark);
            _cores.Extractors.Return(_set, _context, extractor);
            return new ComputedChunk(chunk.StartSample, chunk.Samples, values);
        }
    }

    /// <summary>A recording on its way, cut by whoever has the turn.</summary>
    private sealed record Cutting(ChunkCutter Cutter, ReadingCore Core, SemaphoreSlim Turn, Channel<Task<ComputedChunk?>> Results)
    {
        private readonly Lock _gate = new();
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _workers;

        /// <summary>There is no further chunk.</summary>
        public bool IsOver { get; set; }

        /// <summary>The first worker's.</summary>
        public void Begin(Func<Task> work) => Join(1, work);

        /// <summary>Another worker begins, unless there are as many as there may be. A worker that is at it calls this.</summary>
        public void Join(int most, Func<Task> work)
        {
            lock (_gate)
            {
                if (_workers >= most)
                {
                    return;
                }

                _workers++;
            }

            _ = Task.Run(work);
        }

        public void Leave()
        {
            lock (_gate)
            {
                if (--_workers > 0)
                {
                    return;
                }
            }

            _ended.TrySetResult();
        }

        /// <summary>Completes when the last worker has left.</summary>
        public Task WhenEndedAsync() => _ended.Task;
    }
}

/// <summary>A chunk's place in its recording, and its features.</summary>
/// <param name="StartSample">Samples of the recording before it.</param>
/// <param name="Samples">N.</param>
/// <param name="Values">As <see cref="IChunkExtractor.Extract"/> writes them.</param>
internal sealed record ComputedChunk(long StartSample, int Samples, double[] Values);
