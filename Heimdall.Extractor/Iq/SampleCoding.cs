using System.Runtime.InteropServices;

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

    /// <summary>One I and one Q.</summary>
    public int BytesPerSample => 2 * BytesPerComponent;
}
