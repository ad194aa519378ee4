using System.Globalization;
using System.Text.Json;
using Heimdall.Benchmarks.Kernels;

namespace Heimdall.Benchmarks.Extract;

/// <summary>The figures of an extraction.</summary>
/// <param name="MsamplesPerS">Million complex samples a second by the clock.</param>
/// <param name="RealtimeFactor">Seconds of recording a second.</param>
/// <param name="CpuSeconds">CPU time of the whole process in the time measured.</param>
/// <param name="FeaturesPerS">Values a second by the clock, null or not.</param>
/// <param name="Simd">The widest vectors in use.</param>
internal sealed record ExtractFigures(double MsamplesPerS, double RealtimeFactor, double CpuSeconds, double FeaturesPerS, string Simd)
{
    private static readonly JsonSerializerOptions _snakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static ExtractFigures Of(WorkDone work, double sampleRateHz)
    {
        var perSecond = work.Samples / work.Wall.TotalSeconds;
        return new ExtractFigures(
            perSecond / 1e6,
            perSecond / sampleRateHz,
            work.Cpu.TotalSeconds,
            work.Chunks * ExtractionLoad.FeaturesPerChunk / work.Wall.TotalSeconds,
            ProductKernels.Simd);
    }

    public string ToJson() => JsonSerializer.Serialize(this, _snakeCase);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{MsamplesPerS:0.00} Msamples/s, {RealtimeFactor:0.0} times real time, {FeaturesPerS:0} features/s, {CpuSeconds:0.00} CPU s, SIMD {Simd}");
}
