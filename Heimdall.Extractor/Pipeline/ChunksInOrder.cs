using System.Diagnostics.CodeAnalysis;
using Heimdall.Extractor.Chunks;

namespace Heimdall.Extractor.Pipeline;

/// <summary>A recording on its way: cut by whoever has the turn, its results in the order of the chunks, and those who help with it.</summary>
/// <param name="cutter">Cuts the recording; used by who has the turn.</param>
/// <param name="core">What the recording's bytes are read on; used by who has the turn.</param>
/// <param name="mostResults">Results that nobody has taken yet, at most.</param>
internal sealed class ChunksInOrder(ChunkCutter cutter, ReadingCore core, int mostResults) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<Task<ComputedChunk>> _results = new();
    private readonly List<Task> _helpers = [];
    private volatile bool _isOver;

    public ChunkCutter Cutter => cutter;

    public ReadingCore Core => core;

    /// <summary>Held by who cuts.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>There is no further chunk, or so many results wait that cutting another one would be too many.</summary>
    public bool IsOverOrFull
    {
        get
        {
            lock (_gate)
            {
                return _isOver || _results.Count >= mostResults;
            }
        }
    }

    /// <summary>Says what the next result will be. By who has the turn.</summary>
    public void Add(Task<ComputedChunk> result)
    {
        lock (_gate)
        {
            _results.Enqueue(result);
        }
    }

    /// <summary>There is no further chunk. By who has the turn.</summary>
    public void End() => _isOver = true;

    /// <summary>The next result, if it is there already.</summary>
    public bool TryTakeReady([NotNullWhen(true)] out Task<ComputedChunk>? next)
    {
        lock (_gate)
        {
            return _results.TryPeek(out next) && next.IsCompleted && _results.TryDequeue(out next);
        }
    }

    /// <summary>The next result, or what will be it; none where no chunk is being computed.</summary>
    public bool TryTake([NotNullWhen(true)] out Task<ComputedChunk>? next)
    {
        lock (_gate)
        {
            return _results.TryDequeue(out next);
        }
    }

    /// <summary>Another one begins to help, unless there is nothing to do or there are as many as there may be. By who works on the chunks.</summary>
    public void Join(int mostHelpers, Func<Task> help)
    {
        lock (_gate)
        {
            _helpers.RemoveAll(static helper => helper.IsCompleted);
            if (!_isOver && _helpers.Count < mostHelpers)
            {
                _helpers.Add(Task.Run(help));
            }
        }
    }

    /// <summary>Nobody wants further results: completes when nobody works on the chunks any more.</summary>
    /// <param name="stop">Stops those who help.</param>
    public async Task EndAsync(CancellationTokenSource stop)
    {
        _isOver = true;
        if (Helpers() is { Length: > 0 } helpers)
        {
            await stop.CancelAsync();

            // What they failed at is a result. That they were stopped is none of the caller's business.
            await Task.WhenAll(helpers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => Turn.Dispose();

    // Who helps may have called another one until now, and cannot any more.
    private Task[] Helpers()
    {
        lock (_gate)
        {
            _helpers.RemoveAll(static helper => helper.IsCompleted);
            return [.. _helpers];
        }
    }
}
