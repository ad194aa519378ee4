using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Heimdall.Ledger.Features;

/// <summary>
/// The values of up to 1,024 consecutive chunks, column by column, as one row stores them. Little endian: the format's version (byte, 1),
/// the number of chunks and of features (int32 each), every chunk's start sample (int64) and length in samples (int32), then each feature's
/// values as float32, NaN where a chunk lacks it. A float32 keeps seven digits, ten times finer than the tightest tolerance of a feature.
/// </summary>
public sealed class ChunkBlock
{
    public const int MaxChunks = 1024;

    private const byte FormatVersion = 1;
    private const int HeaderBytes = 9;
    private const int BytesOfPosition = sizeof(long) + sizeof(int);

    private readonly float[] _values;

    internal ChunkBlock(long[] startSamples, int[] samples, float[] values, int features)
    {
        StartSamples = startSamples;
        Samples = samples;
        Features = features;
        _values = values;
    }

    public int Count => StartSamples.Length;

    /// <summary>Features a chunk has.</summary>
    public int Features { get; }

    /// <summary>First sample of each chunk, counted from the recording's start.</summary>
    public long[] StartSamples { get; }

    /// <summary>Length of each chunk in samples.</summary>
    public int[] Samples { get; }

    /// <summary>One feature's values, a chunk each. NaN: it does not exist in that chunk.</summary>
    public ReadOnlySpan<float> this[int feature] => _values.AsSpan(feature * Count, Count);

    /// <summary>How many chunks an encoded block has, without decoding it.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a block of this format.</exception>
    public static int CountOf(ReadOnlySpan<byte> data) => ReadHeader(data).Count;

    /// <exception cref="InvalidDataException">The bytes are not a block of this format.</exception>
    public static ChunkBlock Decode(ReadOnlySpan<byte> data)
    {
        var (count, features) = ReadHeader(data);
        var starts = MemoryMarshal.Cast<byte, long>(data.Slice(HeaderBytes, count * sizeof(long))).ToArray();
        var samples = MemoryMarshal.Cast<byte, int>(data.Slice(HeaderBytes + (count * sizeof(long)), count * sizeof(int))).ToArray();
        var values = MemoryMarshal.Cast<byte, float>(data[(HeaderBytes + (count * BytesOfPosition))..]).ToArray();
        return new ChunkBlock(starts, samples, values, features);
    }

    public byte[] Encode()
    {
        var data = new byte[EncodedBytes(Count, Features)];
        data[0] = FormatVersion;
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(1), Count);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(5), Features);
        MemoryMarshal.AsBytes<long>(StartSamples).CopyTo(data.AsSpan(HeaderBytes));
        MemoryMarshal.AsBytes<int>(Samples).CopyTo(data.AsSpan(HeaderBytes + (Count * sizeof(long))));
        MemoryMarshal.AsBytes<float>(_values).CopyTo(data.AsSpan(HeaderBytes + (Count * BytesOfPosition)));
        return data;
    }

    private static (int Count, int Features) ReadHeader(ReadOnlySpan<byte> data)
    {
        if (data.Length < HeaderBytes || data[0] != FormatVersion)
        {
            throw new InvalidDataException($"A chunk block begins with {(data.IsEmpty ? "nothing" : $"version {data[0]}")}; version {FormatVersion} is known.");
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(data[1..]);
        var features = BinaryPrimitives.ReadInt32LittleEndian(data[5..]);
        return count is >= 1 and <= MaxChunks && features >= 0 && data.Length == EncodedBytes(count, features)
            ? (count, features)
            : throw new InvalidDataException($"A chunk block of {data.Length} bytes states {count} chunks of {features} features.");
    }

    private static int EncodedBytes(int count, int features) => HeaderBytes + (count * BytesOfPosition) + (count * features * sizeof(float));
}
