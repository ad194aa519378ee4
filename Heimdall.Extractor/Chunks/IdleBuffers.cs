namespace Heimdall.Extractor.Chunks;

/// <summary>
/// Buffers that no recording uses at the moment, kept for the next one: fresh memory of this size comes from the system page by page, which
/// for a recording of a second takes longer than reading it. Those used last are kept, up to a number of bytes.
/// </summary>
/// <param name="mostBytes">Bytes kept at most, not negative.</param>
internal sealed class IdleBuffers(long mostBytes)
{
    /// <summary>More room than is asked for is memory that lies idle in use.</summary>
    private const int MostTimesTooLarge = 2;

    private readonly Lock _gate = new();
    private readonly LinkedList<ChunkBuffer> _latestFirst = [];
    private long _bytes;

    /// <summary>One with room for so many bytes, kept or new. It is the caller's until it is returned.</summary>
    public ChunkBuffer Take(int bytes)
    {
        lock (_gate)
        {
            for (var idle = _latestFirst.First; idle is not null; idle = idle.Next)
            {
                var length = idle.Value.Bytes.Length;
                if (length >= bytes && length <= (long)MostTimesTooLarge * bytes)
                {
                    Remove(idle);
                    return idle.Value;
                }
            }
        }

        return new ChunkBuffer(bytes);
    }

    /// <summary>Keeps one for later. Nobody looks at its bytes any more.</summary>
    public void Return(ChunkBuffer buffer)
    {
        lock (_gate)
        {
            _latestFirst.AddFirst(buffer);
            _bytes += buffer.Bytes.Length;
            while (_bytes > mostBytes && _latestFirst.Last is { } oldest)
            {
                Remove(oldest);
            }
        }
    }

    private void Remove(LinkedListNode<ChunkBuffer> node)
    {
        _latestFirst.Remove(node);
        _bytes -= node.Value.Bytes.Length;
    }
}
