using BenchmarkDotNet.Attributes;

namespace Heimdall.Benchmarks.Kernels;

/// <summary>Sixteen segments of one length, as Welch's method transforms them.</summary>
public class TransformBenchmarks
{
    private ISegmentTransform? _heimdall;
    private ISegmentTransform? _mathNet;
    private ISegmentTransform? _fftw;

    /// <summary>L.</summary>
    [ParamsSource(nameof(Lengths))]
    public int SegmentSamples { get; set; }

    public static IEnumerable<int> Lengths => SegmentBatch.Lengths;

    [GlobalSetup]
    public void Prepare()
    {
        var batch = SegmentBatch.OfNoise(SegmentSamples);
        _heimdall = ProductKernels.TransformOf(batch);
        _mathNet = new MathNetTransform(batch);
        _fftw = FftwTransform.WhyAbsent is null ? new FftwTransform(batch) : null;
    }

    [GlobalCleanup]
    public void Free()
    {
        _heimdall?.Dispose();
        _mathNet?.Dispose();
        _fftw?.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void Heimdall() => _heimdall?.Run();

    [Benchmark]
    public void MathNet() => _mathNet?.Run();

    [Benchmark]
    public void Fftw() => _fftw?.Run();
}
