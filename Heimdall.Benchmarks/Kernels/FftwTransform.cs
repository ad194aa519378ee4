using System.Runtime.InteropServices;

namespace Heimdall.Benchmarks.Kernels;

/// <summary>
/// FFTW 3 in float32, where it is installed (Debian: libfftw3-single3): one measured plan for the whole batch, out of place, in aligned
/// memory, in natural order, which is what it is fastest at.
/// </summary>
internal sealed unsafe partial class FftwTransform : ISegmentTransform
{
    private const string Library = "libfftw3f.so.3";
    private const int Forward = -1;
    private const uint Measure = 0;
    private const nuint Alignment = 64;

    private readonly float* _source;
    private readonly float* _target;
    private readonly nint _plan;

    public FftwTransform(SegmentBatch batch)
    {
        var bytes = (nuint)batch.Interleaved.Length * sizeof(float);
        _source = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        _target = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        var length = batch.SegmentSamples;
        _plan = PlanMany(1, &length, SegmentBatch.Segments, _source, null, 1, length, _target, null, 1, length, Forward, Measure);
        if (_plan == 0)
        {
            throw new InvalidOperationException($"FFTW has no plan for {SegmentBatch.Segments} transforms of {length}.");
        }

        // Measuring a plan writes to its memory.
        batch.Interleaved.CopyTo(new Span<float>(_source, batch.Interleaved.Length));
    }

    /// <summary>Why there is no FFTW to race against; null where there is.</summary>
    public static string? WhyAbsent { get; } = NativeLibrary.TryLoad(Library, out _)
        ? null
        : $"FFTW takes no part: {Library} is not installed (Debian: apt-get install libfftw3-single3)";


    public void Run() => Execute(_plan);

    public void Dispose()
    {
        DestroyPlan(_plan);
        NativeMemory.AlignedFree(_source);
        NativeMemory.AlignedFree(_target);
    }

    [LibraryImport(Library, EntryPoint = "fftwf_plan_many_dft")]
    private static partial nint PlanMany(
        int rank,
        int* lengths,
        int howMany,
        float* source,
        int* sourceEmbedding,
        int sourceStride,
        int sourceDistance,
        float* target,
        int* targetEmbedding,
        int targetStride,
        int targetDistance,
        int sign,
        uint flags);

    [LibraryImport(Library, EntryPoint = "fftwf_execute")]
    private static partial void Execute(nint plan);

    [LibraryImport(Library, EntryPoint = "fftwf_destroy_plan")]
    private static partial void DestroyPlan(nint plan);
}
