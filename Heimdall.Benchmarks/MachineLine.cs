using System.Globalization;
using System.Runtime.InteropServices;
using Heimdall.Benchmarks.Kernels;

namespace Heimdall.Benchmarks;

/// <summary>What a figure means nothing without: processor, cores, runtime, vectors, and what else the machine was doing.</summary>
internal static class MachineLine
{
    private const string LoadFile = "/proc/loadavg";
    private const string ProcessorFile = "/proc/cpuinfo";

    public static string Read() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, SIMD {ProductKernels.Simd}, load average {Load()}");

    private static string Processor() =>
        Lines(ProcessorFile).FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string Load() => string.Join(' ', (Lines(LoadFile).FirstOrDefault() ?? "unknown").Split(' ').Take(3));

    private static IEnumerable<string> Lines(string file) => File.Exists(file) ? File.ReadLines(file) : [];
}
