namespace Heimdall.Extractor.Signal;

/// <summary>How the components of samples, I and Q in turn, lie in memory, in the machine's byte order.</summary>
internal enum SampleForm
{
    /// <summary>IEEE 754 single precision, full scale 1.</summary>
    Float32,

    /// <summary>IEEE 754 double precision, full scale 1.</summary>
    Float64,

    /// <summary>Two's complement, full scale 2³¹.</summary>
    Int32,

    /// <summary>Two's complement, full scale 2¹⁵.</summary>
    Int16,

    /// <summary>Two's complement, full scale 2⁷.</summary>
    Int8,

    /// <summary>Unsigned around 32767.5, which is full scale too.</summary>
    UInt16,

    /// <summary>Unsigned around 127.5, which is full scale too.</summary>
    UInt8,

    /// <summary>Unsigned around 128, which is full scale too.</summary>
    OffsetUInt8,
}
