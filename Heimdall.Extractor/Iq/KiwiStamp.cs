using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Iq;

/// <summary>When a KiwiSDR recorded the first sample of a data chunk.</summary>
/// <param name="Sample">Samples before it in the file.</param>
/// <param name="FixAgeSeconds">Age of the last GNSS solution; 255 where there never was one.</param>
/// <param name="GpsNanoseconds">Since the start of the GPS week.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KiwiStamp(long Sample, int FixAgeSeconds, long GpsNanoseconds)
{
    /// <summary>u8 age, u8 padding, u32 seconds of the week, u32 nanoseconds; little endian.</summary>
    public const int Bytes = 10;

    /// <summary>A clock that has run free for longer says nothing about the rate.</summary>
    private const int OldestFixSeconds = 60;

    /// <summary>False before the receiver has had a solution, when the stamp is 0, and where the solution is stale.</summary>
    public bool IsUsable => FixAgeSeconds <= OldestFixSeconds && GpsNanoseconds != 0;

    public static KiwiStamp Parse(ReadOnlySpan<byte> body, long sample) => new(
        sample,
        body[0],
        (BinaryPrimitives.ReadUInt32LittleEndian(body[2..]) * 1_000_000_000L) + BinaryPrimitives.ReadUInt32LittleEndian(body[6..]));
}
