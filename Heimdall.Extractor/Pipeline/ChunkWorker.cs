using Heimdall.Extractor.Chunks;
using Heimdall.Extractor.Features;

namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// One of those who work on a recording: cuts a chunk on a core and computes it there. The core is kept for the next chunk unless somebody
/// waits for one, and so is the extractor. Used by one thread at a time.
/// </summary>
internal sealed class ChunkWorker(
    ChunksInOrder chunks, IChunkFeatureSet set, RecordingContext context, ComputingCores cores, StageTimes stages) : IDisposable
{
    private IChunkExtractor? _extractor;
    private bool _hasCore;

    /// <summary>The next chunk, on a core, and what becomes of it. A fault is a result.</summary>
    /// <param name="mayWait">Waits for a core; else there has to be one.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Null where there is nothing to cut, or no core to do it on.</returns>
    public async ValueTask<CutChunk?> CutAsync(bool mayWait, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await TakeTurnAsync(cancellationToken);
        try
        {
            return !chunks.IsOverOrFull && await TakeCoreAsync(mayWait, cancellationToken) ? await CutAsync(cancellationToken) : null;
        }
        finally
        {
            chunks.Turn.Release();
        }
    }

    /// <summary>Computes what was cut, and lets go of the core if somebody wants it.</summary>
    public void Compute(CutChunk cut)
    {
        try
        {
            using (cut.Chunk)
            {
                cut.Result.SetResult(Compute(cut.Chunk));
            }
        }
        catch (Exception fault)
        {
            // It may be in any state now: it is not kept.
            _extractor = null;
            cut.Result.SetException(fault);
        }

        if (cores.AreWanted)
        {
            LetGo();
        }
    }

    /// <summary>The core, if there is one, is everybody's.</summary>
    public void LetGo()
    {
        if (_hasCore)
        {
            _hasCore = false;
            cores.Return();
        }
    }

    public void Dispose()
    {
        LetGo();
        if (_extractor is not null)
        {
            cores.Extractors.Return(set, context, _extractor);
            _extractor = null;
        }
    }

    private ComputedChunk Compute(IqChunk chunk)
    {
        _extractor ??= cores.Extractors.Take(set, context);
        var mark = stages.Start();
        var values = new double[set.FeatureNames.Count];
        _extractor.Extract(chunk.Written, values);
        stages.Add(StageTimes.Features, mark);
        return new ComputedChunk(chunk.StartSample, chunk.Samples, values);
    }

    // Who cuts may wait for bytes for a long time: the core is not to wait with it.
    private async ValueTask TakeTurnAsync(CancellationToken cancellationToken)
    {
        if (!chunks.Turn.Wait(0, CancellationToken.None))
        {
            LetGo();
            await chunks.Turn.WaitAsync(cancellationToken);
        }
    }

    private async ValueTask<bool> TakeCoreAsync(bool mayWait, CancellationToken cancellationToken)
    {
        if (!_hasCore && mayWait)
        {
            await cores.TakeAsync(cancellationToken);
            _hasCore = true;
        }

        return _hasCore || (_hasCore = cores.TryTake());
    }

    private async ValueTask<CutChunk?> CutAsync(CancellationToken cancellationToken)
    {
        // From here on the core is the reader's, which lends it to others while it waits for bytes.
        chunks.Core.Keep();
        try
        {
            var mark = stages.Start();
            var chunk = await chunks.Cutter.CutAsync(cancellationToken);
            stages.Add(StageTimes.Load, mark);
            if (chunk is not null)
            {
                var result = new TaskCompletionSource<ComputedChunk>(TaskCreationOptions.RunContinuationsAsynchronously);
                chunks.Add(result.Task);
                return new CutChunk(chunk, result);
            }
        }
        catch (Exception fault)
        {
            chunks.Add(Task.FromException<ComputedChunk>(fault));
        }
        finally
        {
            chunks.Core.HandOn();
        }

        chunks.End();
        LetGo();
        return null;
    }
}

/// <summary>A chunk that is to be computed.</summary>
/// <param name="Chunk">Its samples, on the core that cut it.</param>
/// <param name="Result">Where its features go, or what was at fault.</param>
internal sealed record CutChunk(IqChunk Chunk, TaskCompletionSource<ComputedChunk> Result);
