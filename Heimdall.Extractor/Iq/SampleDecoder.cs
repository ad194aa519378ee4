using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Iq;

/// <summary>Turns written components into float32 at the scale where 0 dBFS is |x| = 1.</summary>
internal static class SampleDecoder
{
    /// <summary>Decodes components, I and Q alike.</summary>
    /// <param name="coding">How the bytes are written.</param>
    /// <param name="bytes">Whole components. Their order is turned in place where it is not the machine's.</param>
    /// <param name="components">I and Q in turn; one float a component.</param>
    public static void Decode(SampleCoding coding, Span<byte> bytes, Span<float> components)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, components.Length * coding.BytesPerComponent);
        if (coding.IsBigEndian == BitConverter.IsLittleEndian)
        {
            TurnBytes(coding.BytesPerComponent, bytes);
        }

        switch (coding.Kind)
        {
            case ComponentKind.Float32:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(components);
                break;
            case ComponentKind.Float64:
                Scale(MemoryMarshal.Cast<byte, double>(bytes), components, static v => (float)v);
                break;
            case ComponentKind.Int32:
                Scale(MemoryMarshal.Cast<byte, int>(bytes), components, static v => (float)(v / 2147483648.0));
                break;
            case ComponentKind.Int24:
                DecodeInt24(bytes, components);
                break;
            case ComponentKind.Int16:
                Scale(MemoryMarshal.Cast<byte, short>(bytes), components, static v => v / 32768f);
                break;
            case ComponentKind.Int8:
                Scale(MemoryMarshal.Cast<byte, sbyte>(bytes), components, static v => v / 128f);
                break;
            case ComponentKind.UInt16:
                Scale(MemoryMarshal.Cast<byte, ushort>(bytes), components, static v => (v - 32767.5f) / 32767.5f);
                break;
            case ComponentKind.UInt8:
                Scale<byte>(bytes, components, static v => (v - 127.5f) / 127.5f);
                break;
            case ComponentKind.OffsetUInt8:
                Scale<byte>(bytes, components, static v => (v - 128) / 128f);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(coding), coding, "Not a kind of component.");
        }
    }

    private static void TurnBytes(int bytesPerComponent, Span<byte> bytes)
    {
        switch (bytesPerComponent)
        {
            case 8:
                var longs = MemoryMarshal.Cast<byte, long>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, int>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 2:
                var shorts = MemoryMarshal.Cast<byte, short>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            default:
                for (var at = 0; at < bytes.Length; at += bytesPerComponent)
                {
                    bytes.Slice(at, bytesPerComponent).Reverse();
                }

                break;
        }
    }

    private static void Scale<T>(ReadOnlySpan<T> written, Span<float> components, Func<T, float> scale)
    {
        for (var n = 0; n < components.Length; n++)
        {
            components[n] = scale(written[n]);
        }
    }

    private static void DecodeInt24(ReadOnlySpan<byte> bytes, Span<float> components)
    {
        for (var n = 0; n < components.Length; n++)
        {
            var three = bytes.Slice(3 * n, 3);
            var value = BitConverter.IsLittleEndian
                ? (three[0] << 8) | (three[1] << 16) | (three[2] << 24)
                : (three[2] << 8) | (three[1] << 16) | (three[0] << 24);
            components[n] = value / 2147483648f;
        }
    }
}
