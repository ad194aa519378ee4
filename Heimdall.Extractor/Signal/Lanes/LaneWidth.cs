using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Heimdall.Extractor.Signal.Lanes;

/// <summary>How many lanes this machine has, found once at start.</summary>
internal static class LaneWidth
{
    /// <summary>16, 8, 4 or 1.</summary>
    public static int Widest { get; } =
        Vector512.IsHardwareAccelerated && Avx512F.IsSupported ? 16
        : Avx2.IsSupported && Fma.IsSupported ? 8
        : Vector128.IsHardwareAccelerated ? 4
        : 1;
}
