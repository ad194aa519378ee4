using System.Runtime.CompilerServices;

namespace Heimdall.Extractor.Chunks;

/// <summary>A chunk's bytes, from the start of a cache line on, so that no vector that a kernel loads lies across two.</summary>
internal sealed unsafe class ChunkBuffer
{
    private const int LineBytes = 64;

    public ChunkBuffer(int length)
    {
        var kept = GC.AllocateUninitializedArray<byte>(length + LineBytes, pinned: true);
        var misaligned = (int)((nuint)Unsafe.AsPointer(ref kept[0]) % LineBytes);
        Bytes = kept.AsMemory(misaligned == 0 ? 0 : LineBytes - misaligned, length);
    }

    public Memory<byte> Bytes { get; }
}
