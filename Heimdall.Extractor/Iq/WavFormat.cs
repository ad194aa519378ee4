using System.Buffers.Binary;

namespace Heimdall.Extractor.Iq;

/// <summary>The <c>fmt</c> chunk of a WAV file of two channels: how samples are written, and the rate.</summary>
internal sealed record WavFormat(SampleCoding Coding, double SampleRateHz)
{
    /// <summary>The longest part of the chunk that says anything.</summary>
    public const int LargestBytes = 40;

    private const int SmallestBytes = 16;
    private const int SubFormatByte = 24;
    private const int Pcm = 1;
    private const int IeeeFloat = 3;
    private const int Extensible = 0xFFFE;

    /// <summary>Reads the chunk's body, of which the first 40 bytes say everything.</summary>
    /// <exception cref="IqDataException">The chunk is too short or absurd, or not of two channels of a known coding.</exception>
    public static WavFormat Parse(ReadOnlySpan<byte> chunk, long startByte)
    {
        if (chunk.Length < SmallestBytes)
        {
            throw IqDataException.Invalid(
                IqDataError.BadHeader, $"the 'fmt ' chunk at byte {startByte} has {chunk.Length} bytes, expected {SmallestBytes} or more");
        }

        int tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        double sampleRateHz = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        int blockBytes = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        if (channels != 2)
        {
            throw IqDataException.Invalid(
                IqDataError.DatatypeMismatch, $"the WAV file has {channels} channel(s) at byte {startByte + 2}, expected 2: I and Q");
        }

        if (tag == Extensible && chunk.Length >= LargestBytes)
        {
            tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk[SubFormatByte..]);
        }

        var coding = CodingOf(tag, bits, startByte);
        if (blockBytes != coding.BytesPerSample)
        {
            throw IqDataException.Invalid(
                IqDataError.BadHeader,
                $"a WAV sample has {blockBytes} bytes at byte {startByte + 12}, expected {coding.BytesPerSample} of 2 × {bits} bit");
        }

        return SampleRate.IsPossible(sampleRateHz)
            ? new WavFormat(coding, sampleRateHz)
            : throw IqDataException.Invalid(
                IqDataError.BadHeader,
                $"the WAV header says {sampleRateHz} Hz at byte {startByte + 4}, expected at most {SampleRate.HighestHz} Hz");
    }

    private static SampleCoding CodingOf(int tag, int bits, long startByte) => new(
        (tag, bits) switch
        {
            (Pcm, 8) => ComponentKind.OffsetUInt8,
            (Pcm, 16) => ComponentKind.Int16,
            (Pcm, 24) => ComponentKind.Int24,
            (Pcm, 32) => ComponentKind.Int32,
            (IeeeFloat, 32) => ComponentKind.Float32,
            (IeeeFloat, 64) => ComponentKind.Float64,
            _ => throw IqDataException.Invalid(
                IqDataError.DatatypeMismatch,
                $"the WAV file's format is {tag} with {bits} bit at byte {startByte}, expected PCM (1) of 8…32 or float (3) of 32, 64"),
        },
        IsBigEndian: false);
}
