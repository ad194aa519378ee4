using System.Runtime.InteropServices;
using Heimdall.Benchmarks.Rounds;

namespace Heimdall.Benchmarks.Kernels;

/// <summary>
/// FFTW 3 in float32, where it is installed (Debian: libfftw3-single3): out of place, in aligned memory, in natural order. Of a plan for the whole
/// batch and one for a single segment, run for each in turn, both planned patiently, the faster takes part.
/// </summary>
internal sealed unsafe partial class FftwTransform : ISegmentTransform
{
    private const string Library = "libfftw3f.so.3";
    private const int Forward = -1;
    private const uint Patient = 1 << 5;
    private const int Trials = 200;
    private const nuint Alignment = 64;

    private readonly float* _source;
    private readonly float* _target;
    private readonly int _floatsPerSegment;
    private readonly nint _batchPlan;
    private readonly nint _segmentPlan;
    private readonly bool _isBatchFaster;

    public FftwTransform(SegmentBatch batch)
    {
        var bytes = (nuint)batch.Interleaved.Length * sizeof(float);
        _source = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        _target = (float*)NativeMemory.AlignedAlloc(bytes, Alignment);
        _floatsPerSegment = 2 * batch.SegmentSamples;
        _batchPlan = Plan(batch.SegmentSamples, SegmentBatch.Segments);
        _segmentPlan = Plan(batch.SegmentSamples, 1);

        // Planning writes to the memory.
        batch.Interleaved.CopyTo(new Span<float>(_source, batch.Interleaved.Length));
        _isBatchFaster = TimeOf(RunBatch) < TimeOf(RunSegments);
    }

    /// <summary>Why there is no FFTW to race against; null where there is.</summary>
    public static string? WhyAbsent { get; } = NativeLibrary.TryLoad(Library, out _)
        ? null
        : $"FFTW takes no part: {Library} is not installed (Debian: apt-get install libfftw3-single3)";

    public void Run()
    {
        if (_isBatchFaster)
        {
            RunBatch();
        }
        else
        {
            RunSegments();
        }
    }

    public void Dispose()
    {
        DestroyPlan(_batchPlan);
        DestroyPlan(_segmentPlan);
        NativeMemory.AlignedFree(_source);
        NativeMemory.AlignedFree(_target);
    }

    private void RunBatch() => Execute(_batchPlan, _source, _target);

    private void RunSegments()
    {
        for (var segment = 0; segment < SegmentBatch.Segments; segment++)
        {
            Execute(_segmentPlan, _source + (segment * _floatsPerSegment), _target + (segment * _floatsPerSegment));
        }
    }

    private static TimeSpan TimeOf(Action run)
    {
        run();
        var started = ThreadClock.Now;
        for (var trial = 0; trial < Trials; trial++)
        {
            run();
        }

        return ThreadClock.Now - started;
    }

    private nint Plan(int length, int segments)
    {
        var plan = PlanMany(1, &length, segments, _source, null, 1, length, _target, null, 1, length, Forward, Patient);
        return plan != 0 ? plan : throw new InvalidOperationException($"FFTW has no plan for {segments} transforms of {length}.");
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

    [LibraryImport(Library, EntryPoint = "fftwf_execute_dft")]
    private static partial void Execute(nint plan, float* source, float* target);

    [LibraryImport(Library, EntryPoint = "fftwf_destroy_plan")]
    private static partial void DestroyPlan(nint plan);
}
