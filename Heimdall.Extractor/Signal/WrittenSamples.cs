using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Signal;

/// <summary>Samples as they were written. Kernels convert a component where they load it; no float32 copy of a chunk is made.</summary>
/// <param name="bytes">I and Q in turn, whole samples.</param>
/// <param name="form">How each lies in memory.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct WrittenSamples(ReadOnlySpan<byte> bytes, SampleForm form)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public SampleForm Form { get; } = form;

    /// <summary>N.</summary>
    public int Count => Bytes.Length / (2 * BytesPerComponent(Form));

    public static implicit operator WrittenSamples(ReadOnlySpan<float> interleaved) =>
        new(MemoryMarshal.AsBytes(interleaved), SampleForm.Float32);

    public static implicit operator WrittenSamples(float[] interleaved) => interleaved.AsSpan();

    public static implicit operator WrittenSamples(Span<float> interleaved) => (ReadOnlySpan<float>)interleaved;

    public static int BytesPerComponent(SampleForm form) => form switch
    {
        SampleForm.Float64 => sizeof(double),
        SampleForm.Float32 or SampleForm.Int32 => sizeof(float),
        SampleForm.Int16 or SampleForm.UInt16 => sizeof(short),
        _ => 1,
    };

    /// <summary>The value that a full-scale component is loaded as.</summary>
    public static double FullScale(SampleForm form) => form switch
    {
        SampleForm.Int32 => 2147483648,
        SampleForm.Int16 => 32768,
        SampleForm.UInt16 => 32767.5,
        SampleForm.UInt8 => 127.5,
        SampleForm.Int8 or SampleForm.OffsetUInt8 => 128,
        _ => 1,
    };

    /// <summary>Component by component as float32, full scale 1: for what is looked at too rarely to deserve a kernel.</summary>
    /// <param name="components">I and Q in turn. Shape [2·N].</param>
    public void CopyTo(Span<float> components)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(components.Length, 2 * Count);
        for (var n = 0; n < components.Length; n++)
        {
            components[n] = Form switch
            {
                SampleForm.Float32 => MemoryMarshal.Cast<byte, float>(Bytes)[n],
                SampleForm.Float64 => (float)MemoryMarshal.Cast<byte, double>(Bytes)[n],
                SampleForm.Int32 => MemoryMarshal.Cast<byte, int>(Bytes)[n] / 2147483648f,
                SampleForm.Int16 => MemoryMarshal.Cast<byte, short>(Bytes)[n] / 32768f,
                SampleForm.UInt16 => (MemoryMarshal.Cast<byte, ushort>(Bytes)[n] - 32767.5f) / 32767.5f,
                SampleForm.Int8 => (sbyte)Bytes[n] / 128f,
                SampleForm.UInt8 => (Bytes[n] - 127.5f) / 127.5f,
                _ => (Bytes[n] - 128) / 128f,
            };
        }
    }
}
