using BenchmarkDotNet.Attributes;
using Heimdall.Benchmarks.Extract;
using Heimdall.Benchmarks.Recordings;
using Heimdall.Extractor.Iq;

namespace Heimdall.Benchmarks.Kernels;

/// <summary>A whole chunk of 200 ms at 200 kHz, from the bytes of its datatype to its features.</summary>
public class ChunkBenchmarks
{
    private const int Chunks = 5;
    private const int SamplesPerChunk = 40_000;
    private const double SampleRateHz = 200_000;

    private ExtractionLoad? _load;

    [ParamsSource(nameof(Datatypes))]
    public string Datatype { get; set; } = "";

    public static IEnumerable<string> Datatypes =>
        IqDatatype.All.Where(static type => type.Container == IqContainer.Raw).Select(static type => type.Name);

    [GlobalSetup]
    public void Prepare()
    {
        var datatype = IqDatatype.All.Single(type => type.Name == Datatype);
        _load = new ExtractionLoad(
            new LoadedRecording(SyntheticSignal.Write(datatype, Chunks * SamplesPerChunk), datatype, SampleRateHz), threads: 1);
    }

    [Benchmark(OperationsPerInvoke = Chunks)]
    public Task Chunk() => _load?.PassAsync(CancellationToken.None) ?? Task.CompletedTask;
}
