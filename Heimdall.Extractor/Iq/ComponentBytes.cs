using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Iq;

/// <summary>Puts the bytes of written components into the machine's order.</summary>
internal static class ComponentBytes
{
    private const int ThreeBytes = 3;

    /// <summary>Arranges components in place, I and Q alike.</summary>
    /// <param name="coding">How the bytes are written.</param>
    /// <param name="room">Whole components; of three bytes each there is room for four.</param>
    /// <param name="bytes">How many of them are written.</param>
    public static void Arrange(SampleCoding coding, Span<byte> room, int bytes)
    {
        if (coding.BytesPerComponent == ThreeBytes)
        {
            Widen(room, bytes / ThreeBytes, coding.IsBigEndian);
        }
        else if (coding.IsBigEndian == BitConverter.IsLittleEndian)
        {
            Turn(coding.BytesPerComponent, room[..bytes]);
        }
    }

    private static void Turn(int bytesPerComponent, Span<byte> bytes)
    {
        switch (bytesPerComponent)
        {
            case sizeof(long):
                var longs = MemoryMarshal.Cast<byte, long>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
            case sizeof(int):
                var ints = MemoryMarshal.Cast<byte, int>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case sizeof(short):
                var shorts = MemoryMarshal.Cast<byte, short>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
        }
    }

    /// <summary>Three bytes become the upper three of four: the value times 2⁸. From the last to the first, which lies further ahead.</summary>
    private static void Widen(Span<byte> room, int components, bool isBigEndian)
    {
        var widened = MemoryMarshal.Cast<byte, int>(room[..(sizeof(int) * components)]);
        for (var n = components - 1; n >= 0; n--)
        {
            var three = room.Slice(ThreeBytes * n, ThreeBytes);
            widened[n] = isBigEndian
                ? (three[2] << 8) | (three[1] << 16) | (three[0] << 24)
                : (three[0] << 8) | (three[1] << 16) | (three[2] << 24);
        }
    }
}
