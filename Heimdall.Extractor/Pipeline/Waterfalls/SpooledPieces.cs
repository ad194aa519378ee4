namespace Heimdall.Extractor.Pipeline.Waterfalls;

/// <summary>Items of one length, gathered to pieces of so many, which lie in the spool.</summary>
/// <param name="file">Where the pieces go.</param>
/// <param name="itemBytes">Of a row, or of a chunk.</param>
/// <param name="itemsPerPiece">The last piece may have fewer.</param>
internal sealed class SpooledPieces(SpoolFile file, int itemBytes, int itemsPerPiece)
{
    private readonly List<int> _places = [];
    private byte[]? _open = new byte[itemBytes * itemsPerPiece];
    private int _inOpen;

    /// <summary>Items added, those of pieces that were let go too.</summary>
    public long Items { get; private set; }

    /// <summary>The items are wanted.</summary>
    public bool IsKept => _open is not null;

    public int Pieces => _places.Count + (_inOpen > 0 ? 1 : 0);

    /// <summary>Counts one more item that is not wanted.</summary>
    public void Skip() => Items++;

    /// <summary>Room for the next item, to be filled before the next call.</summary>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    public Span<byte> Next()
    {
        if (_open is null)
        {
            throw new InvalidOperationException("The pieces have been let go.");
        }

        if (_inOpen == itemsPerPiece)
        {
            _places.Add(file.Write(_open));
            _inOpen = 0;
        }

        Items++;
        return _open.AsSpan(itemBytes * _inOpen++, itemBytes);
    }

    /// <summary>What there is, and what comes, is not wanted.</summary>
    public void LetGo()
    {
        _places.ForEach(file.Free);
        _places.Clear();
        (_open, _inOpen) = (null, 0);
    }

    /// <summary>A piece, after the last item.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public ReadOnlyMemory<byte> Read(int piece) => piece < _places.Count
        ? file.Read(_places[piece], itemBytes * itemsPerPiece)
        : _open.AsMemory(0, itemBytes * _inOpen);
}
