using Heimdall.Extractor.Features;

namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// Extractors that nobody uses at the moment, kept for the next recording of the same rate and station settings: preparing one (windows,
/// transforms, the window's correlation) takes longer than a recording of a second. Those used last are kept, and no more than a few.
/// </summary>
/// <param name="most">How many are kept, 1 or more.</param>
internal sealed class IdleExtractors(int most)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(IChunkFeatureSet Set, RecordingContext Context, IChunkExtractor Extractor)> _latestFirst = [];

    /// <summary>One that is idle, or a new one. It is the caller's until it is returned.</summary>
    public IChunkExtractor Take(IChunkFeatureSet set, RecordingContext context)
    {
        lock (_gate)
        {
            for (var idle = _latestFirst.First; idle is not null; idle = idle.Next)
            {
                if (idle.Value.Set == set && idle.Value.Context == context)
                {
                    _latestFirst.Remove(idle);
                    return idle.Value.Extractor;
                }
            }
        }

        // Made by the thread that needs it, in memory of its own: no two extractors share a cache line.
        return set.CreateExtractor(context);
    }

    /// <summary>Keeps one for later. One that failed amid a chunk is not to be returned.</summary>
    public void Return(IChunkFeatureSet set, RecordingContext context, IChunkExtractor extractor)
    {
        lock (_gate)
        {
            _latestFirst.AddFirst((set, context, extractor));
            if (_latestFirst.Count > most)
            {
                _latestFirst.RemoveLast();
            }
        }
    }
}
