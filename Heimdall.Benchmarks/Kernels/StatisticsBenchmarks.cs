using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using Heimdall.Benchmarks.Extract;
using Heimdall.Benchmarks.Recordings;
using Heimdall.Extractor.Iq;

namespace Heimdall.Benchmarks.Kernels;

/// <summary>Level, envelope and phase steps of a chunk of 200 ms at 200 kHz.</summary>
public class StatisticsBenchmarks
{
    private const int Samples = 40_000;
    private const double SampleRateHz = 200_000;

    private readonly double[] _values = new double[ExtractionLoad.FeaturesPerChunk];
    private float[] _interleaved = [];

    [GlobalSetup]
    public void Prepare()
    {
        var cf32 = IqDatatype.All.First(static type => type.Name == "cf32_le");
        _interleaved = MemoryMarshal.Cast<byte, float>(SyntheticSignal.Write(cf32, Samples)).ToArray();
    }

    [Benchmark]
    public void Statistics() => ProductKernels.Statistics(_interleaved, SampleRateHz, _values);
}
