using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Heimdall.Extractor.Iq;

/// <summary>One chunk of a RIFF file: its name, where its body begins and how many bytes that has.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RiffChunk(string Name, long StartByte, uint Bytes);

/// <summary>
/// Walks through the chunks of a RIFF WAVE file, forward only. The size in the RIFF header is held to as the least the file must
/// have; recorders that were killed leave it too small, so samples and time stamps beyond it are still read.
/// </summary>
internal sealed class RiffChunks
{
    private const int HeaderBytes = 12;
    private const int ChunkHeaderBytes = 8;
    private const uint UnknownSize = uint.MaxValue;

    private readonly ByteSource _bytes;
    private readonly byte[] _chunkHeader = new byte[ChunkHeaderBytes];
    private readonly long _endByte;
    private RiffChunk _current;

    private RiffChunks(ByteSource bytes, long endByte)
    {
        (_bytes, _endByte) = (bytes, endByte);
        _current = new RiffChunk(string.Empty, bytes.Position, 0);
    }

    private long Remaining => _current.StartByte + _current.Bytes - _bytes.Position;

    /// <summary>Reads the file's header.</summary>
    /// <exception cref="IqDataException">The file is no RIFF WAVE file, its size is unknown, or it is shorter than its header says.</exception>
    public static async ValueTask<RiffChunks> OpenAsync(ByteSource bytes, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderBytes];
        var read = await bytes.ReadAsync(header, cancellationToken);
        return new RiffChunks(bytes, EndByte(header.AsSpan(0, read), bytes.TotalBytes));
    }

    /// <summary>Skips what is left of the current chunk and reads the next one's header.</summary>
    /// <returns>The chunk; null at the file's end, when every byte has been read.</returns>
    /// <exception cref="IqDataException">The file ends within a chunk or before the size it claims.</exception>
    public async ValueTask<RiffChunk?> NextAsync(CancellationToken cancellationToken)
    {
        await SkipBodyAsync(cancellationToken);
        var headerByte = _bytes.Position;
        var read = await _bytes.ReadAsync(_chunkHeader, cancellationToken);
        var name = Encoding.ASCII.GetString(_chunkHeader, 0, 4);
        if (read < ChunkHeaderBytes || (headerByte >= _endByte && name is not ("data" or "kiwi")))
        {
            await _bytes.SkipAsync(long.MaxValue, cancellationToken);
            RequireWholeFile();
            _current = new RiffChunk(string.Empty, _bytes.Position, 0);
            return null;
        }

        var size = BinaryPrimitives.ReadUInt32LittleEndian(_chunkHeader.AsSpan(4));
        RequireChunk(name, size, headerByte);
        _current = new RiffChunk(name, _bytes.Position, size);
        return _current;
    }

    /// <summary>Reads on in the current chunk's body.</summary>
    /// <returns>Bytes read: as many as there is room for, or as the body still has; 0 at its end.</returns>
    /// <exception cref="IqDataException">The file ends within the chunk.</exception>
    public async ValueTask<int> ReadBodyAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var wanted = (int)Math.Min(buffer.Length, Remaining);
        var read = await _bytes.ReadAsync(buffer[..wanted], cancellationToken);
        return read == wanted ? read : throw EndsWithinChunk();
    }

    private async ValueTask SkipBodyAsync(CancellationToken cancellationToken)
    {
        var left = Remaining;
        if (await _bytes.SkipAsync(left, cancellationToken) < left)
        {
            throw EndsWithinChunk();
        }

        // A body of odd length is followed by a byte of padding, which the last chunk of a careless writer lacks.
        await _bytes.SkipAsync(_current.Bytes % 2, cancellationToken);
    }

    private IqDataException EndsWithinChunk() => IqDataException.Invalid(
        IqDataError.Truncated,
        $"the file ends at byte {_bytes.Position}, within the '{_current.Name}' chunk at byte {_current.StartByte}, expected {_current.Bytes} bytes of it");

    private void RequireWholeFile()
    {
        if (_bytes.Position < _endByte)
        {
            throw IqDataException.Invalid(
                IqDataError.Truncated, $"the WAV file ends at byte {_bytes.Position}, expected {_endByte} bytes by its header");
        }
    }

    private static void RequireChunk(string name, uint size, long headerByte)
    {
        if (name.Any(letter => letter is < ' ' or > '~'))
        {
            throw IqDataException.Invalid(IqDataError.BadHeader, $"no chunk begins at byte {headerByte} of the WAV file, expected its four letters");
        }

        if (size == UnknownSize)
        {
            throw IqDataException.Invalid(
                IqDataError.BadHeader, $"the size of the '{name}' chunk at byte {headerByte} was never filled in (0xFFFFFFFF), expected its bytes");
        }
    }

    private static long EndByte(ReadOnlySpan<byte> header, long? totalBytes)
    {
        var isRiff = header.Length < HeaderBytes
            ? ContentSignature.Riff.StartsWith(header[..Math.Min(4, header.Length)])
            : header.StartsWith(ContentSignature.Riff) && header[8..].SequenceEqual(ContentSignature.Wave);
        if (!isRiff)
        {
            throw IqDataException.Invalid(
                IqDataError.BadHeader, $"declared as wav, but the data begins with {Convert.ToHexString(header)}, expected RIFF….WAVE");
        }

        if (header.Length < HeaderBytes)
        {
            throw IqDataException.Invalid(
                IqDataError.Truncated, $"the WAV header ends at byte {header.Length}, expected {HeaderBytes} bytes");
        }

        var size = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        if (size is 0 or UnknownSize)
        {
            throw IqDataException.Invalid(
                IqDataError.BadHeader, $"the WAV file's size at byte 4 was never filled in (0x{size:X8}), expected its bytes");
        }

        return size + 8L <= (totalBytes ?? long.MaxValue)
            ? size + 8L
            : throw IqDataException.Invalid(
                IqDataError.Truncated, $"the WAV file has {totalBytes} bytes, expected {size + 8L} by its header");
    }
}
