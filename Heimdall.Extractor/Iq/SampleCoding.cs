using System.Runtime.InteropServices;
using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Iq;

/// <summary>How one component, I or Q, is written.</summary>
internal enum ComponentKind
{
    /// <summary>IEEE 754 single precision, as it is.</summary>
    Float32,

    /// <summary>IEEE 754 double precision, rounded to single.</summary>
    Float64,

    /// <summary>Two's complement, over 2³¹.</summary>
    Int32,

    /// <summary>Two's complement in three bytes, over 2²³.</summary>
    Int24,

    /// <summary>Two's complement, over 2¹⁵.</summary>
    Int16,

    /// <summary>Two's complement, over 2⁷.</summary>
    Int8,

    /// <summary>Unsigned, symmetric: (v − 32767.5)/32767.5.</summary>
    UInt16,

    /// <summary>Unsigned, symmetric: (v − 127.5)/127.5. RTL-SDR.</summary>
    UInt8,

    /// <summary>Unsigned, offset binary: (v − 128)/128. WAV.</summary>
    OffsetUInt8,
}

/// <summary>How samples are written: I and Q in turn, each of one kind and byte order.</summary>
/// <param name="Kind">Of I and of Q.</param>
/// <param name="IsBigEndian">Byte order; without meaning for a single byte.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SampleCoding(ComponentKind Kind, bool IsBigEndian)
{
    public int BytesPerComponent => Kind switch
    {
        ComponentKind.Float64 => 8,
        ComponentKind.Float32 or ComponentKind.Int32 => 4,
        ComponentKind.Int24 => 3,
        ComponentKind.Int16 or ComponentKind.UInt16 => 2,
        _ => 1,
    };

    /// <summary>What the components are once their bytes are in the machine's order. Three bytes become the upper three of four.</summary>
    public SampleForm Form => Kind switch
    {
        ComponentKind.Float32 => SampleForm.Float32,
        ComponentKind.Float64 => SampleForm.Float64,
        ComponentKind.Int32 or ComponentKind.Int24 => SampleForm.Int32,
        ComponentKind.Int16 => SampleForm.Int16,
        ComponentKind.Int8 => SampleForm.Int8,
        ComponentKind.UInt16 => SampleForm.UInt16,
        ComponentKind.UInt8 => SampleForm.UInt8,
        ComponentKind.OffsetUInt8 => SampleForm.OffsetUInt8,
        _ => throw new InvalidOperationException($"{Kind} is not a kind of component."),
    };

    /// <summary>One I and one Q.</summary>
    public int BytesPerSample => 2 * BytesPerComponent;
}
