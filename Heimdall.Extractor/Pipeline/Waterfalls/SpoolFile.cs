namespace Heimdall.Extractor.Pipeline.Waterfalls;

/// <summary>
/// A temporary file of pieces of up to one length. It has lost its name when its first piece is written: whatever ends the process, nothing
/// stays behind.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    private readonly int _pieceBytes;
    private readonly FileStream _file;
    private readonly Stack<int> _free = new();
    private int _places;

    /// <exception cref="IOException">There is no room for temporary files, or none for this process.</exception>
    public SpoolFile(int pieceBytes)
    {
        _pieceBytes = pieceBytes;
        var path = Path.Join(Path.GetTempPath(), $"heimdall-waterfall-{Guid.CreateVersion7():N}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            _file = new FileStream(path, options);
        }
        catch (UnauthorizedAccessException refused)
        {
            // The machine's fault and not the recording's, which would be failed for good.
            throw new IOException($"No temporary file can be made: {refused.Message}", refused);
        }

        File.Delete(path);
    }

    /// <summary>Bytes of the file: that many pieces were there at once.</summary>
    public long Length => (long)_places * _pieceBytes;

    /// <returns>Where the piece lies.</returns>
    /// <exception cref="IOException">The disk failed or is full.</exception>
    public int Write(ReadOnlySpan<byte> piece)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(piece.Length, _pieceBytes);
        var place = _free.Count > 0 ? _free.Pop() : _places++;
        RandomAccess.Write(_file.SafeFileHandle, piece, (long)place * _pieceBytes);
        return place;
    }

    /// <summary>The place is free for another piece.</summary>
    public void Free(int place) => _free.Push(place);

    /// <summary>Reads a piece, as many bytes as were written.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public byte[] Read(int place, int bytes)
    {
        var piece = new byte[bytes];
        for (var read = 0; read < bytes;)
        {
            var more = RandomAccess.Read(_file.SafeFileHandle, piece.AsSpan(read), ((long)place * _pieceBytes) + read);
            read += more > 0 ? more : throw new EndOfStreamException("A temporary file has lost what was written into it.");
        }

        return piece;
    }

    public void Dispose() => _file.Dispose();
}
