using System.Buffers.Binary;
using System.Text;

namespace Heimdall.Extractor.Iq;

/// <summary>The samples of a NumPy array file, format versions 1 to 3.</summary>
internal sealed class NpySamples : ISampleSource
{
    private const int MagicBytes = 6;
    private const int LargestHeaderBytes = 65536;

    private readonly ByteSource _bytes;
    private readonly NpyHeader _header;
    private readonly long _endByte;

    private NpySamples(ByteSource bytes, NpyHeader header)
    {
        (_bytes, _header) = (bytes, header);
        _endByte = bytes.Position + (header.Samples * header.Coding.BytesPerSample);
    }

    public SampleCoding Coding => _header.Coding;

    public double? HeaderSampleRateHz => null;

    /// <summary>Reads the header.</summary>
    /// <exception cref="IqDataException">The header is none, or does not fit the size of the file.</exception>
    public static async ValueTask<NpySamples> OpenAsync(ByteSource bytes, CancellationToken cancellationToken)
    {
        var magic = await ReadHeaderAsync(bytes, ContentSignature.Bytes - 4, cancellationToken);
        RequireMagic(magic);
        var version = magic[MagicBytes];
        if (version is < 1 or > 3)
        {
            throw IqDataException.Invalid(
                IqDataError.BadHeader, $"npy format version {version} at byte {MagicBytes}, expected 1, 2 or 3");
        }

        var length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(await ReadHeaderAsync(bytes, sizeof(ushort), cancellationToken))
            : BinaryPrimitives.ReadUInt32LittleEndian(await ReadHeaderAsync(bytes, sizeof(uint), cancellationToken));
        if (length > LargestHeaderBytes)
        {
            throw IqDataException.Invalid(
                IqDataError.BadHeader,
                $"the npy header claims {length} bytes at byte {MagicBytes + 2}, expected at most {LargestHeaderBytes}");
        }

        var dictionary = Encoding.UTF8.GetString(await ReadHeaderAsync(bytes, (int)length, cancellationToken));
        var samples = new NpySamples(bytes, NpyHeader.Parse(dictionary));
        if (bytes.TotalBytes is { } total)
        {
            samples.RequireEnd(total);
        }

        return samples;
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var wanted = (int)Math.Min(buffer.Length, _endByte - _bytes.Position);
        if (wanted == 0)
        {
            var surplus = await _bytes.SkipAsync(long.MaxValue, cancellationToken);
            RequireEnd(_endByte + surplus);
            return 0;
        }

        var read = await _bytes.ReadAsync(buffer[..wanted], cancellationToken);
        if (read < wanted)
        {
            RequireEnd(_bytes.Position);
        }

        return read;
    }

    private static void RequireMagic(ReadOnlySpan<byte> magic)
    {
        if (!magic.StartsWith(ContentSignature.Npy))
        {
            throw IqDataException.Invalid(
                IqDataError.BadHeader, $"declared as npy, but the data begins with {Convert.ToHexString(magic)}, expected 934E554D5059");
        }
    }

    private static async ValueTask<byte[]> ReadHeaderAsync(ByteSource bytes, int count, CancellationToken cancellationToken)
    {
        var header = new byte[count];
        var read = await bytes.ReadAsync(header, cancellationToken);
        return read == count
            ? header
            : throw IqDataException.Invalid(
                IqDataError.Truncated, $"the npy header ends at byte {bytes.Position}, expected {count - read} bytes more");
    }

    private void RequireEnd(long endByte)
    {
        if (endByte < _endByte)
        {
            throw IqDataException.Invalid(
                IqDataError.Truncated, $"the npy array ends at byte {endByte}, expected {_header.Samples} samples, up to byte {_endByte}");
        }

        if (endByte > _endByte)
        {
            throw IqDataException.Invalid(
                IqDataError.BadHeader,
                $"{endByte - _endByte} bytes follow the {_header.Samples} samples of the npy array at byte {_endByte}");
        }
    }
}
