using System.Runtime.CompilerServices;

namespace Heimdall.Extractor.Signal.Lanes;

/// <summary>
/// Work memory for kernels: float32 values that start at the start of a cache line, so that no vector of 64 bytes lies across two,
/// and that the garbage collector never moves.
/// </summary>
internal sealed unsafe class AlignedFloats
{
    private const int LineBytes = 64;

    private readonly float[] _kept;

    public AlignedFloats(int length)
    {
        Length = length;
        _kept = GC.AllocateArray<float>(length + (LineBytes / sizeof(float)), pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref _kept[0]);
        Pointer = (float*)((address + LineBytes - 1) & ~(nuint)(LineBytes - 1));
    }

    public int Length { get; }

    /// <summary>Valid as long as this object lives: its users keep it in a field.</summary>
    public float* Pointer { get; }

    public Span<float> Span => new(Pointer, Length);
}
