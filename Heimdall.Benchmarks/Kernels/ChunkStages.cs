using System.Globalization;
using System.Runtime.InteropServices;
using Heimdall.Benchmarks.Recordings;
using Heimdall.Benchmarks.Rounds;
using Heimdall.Extractor.Iq;

namespace Heimdall.Benchmarks.Kernels;

/// <summary>
/// Where a chunk's time goes: each step of its extraction alone and again and again on one chunk of 200 ms at 200 kHz, in turn, in slices of
/// a few milliseconds of one thread's CPU time. The chunk stays in the second cache, as it does between the steps of a real extraction.
/// </summary>
internal static class ChunkStages
{
    private const int Samples = 40_000;
    private const double SampleRateHz = 200_000;

    private static readonly TimeSpan _slice = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan _warmUp = TimeSpan.FromMilliseconds(1000);

    public static async Task RunAsync(int rounds, TextWriter output, CancellationToken cancellationToken)
    {
        var cf32 = IqDatatype.All.First(static type => type.Name == "cf32_le");
        var stages = ProductKernels.Stages(
            MemoryMarshal.Cast<byte, float>(SyntheticSignal.Write(cf32, Samples)).ToArray(), SampleRateHz).ToArray();
        foreach (var (_, run) in stages)
        {
            Rate(run, _warmUp);
        }

        var outcome = await InterleavedRounds.RunAsync(
            rounds,
            [.. stages.Select(stage => (Func<CancellationToken, Task<double>>)(_ => Task.FromResult(Rate(stage.Run, _slice))))],
            cancellationToken);
        await output.WriteLineAsync("step of a chunk of 40,000 samples   Msamples per CPU second   ns a sample");
        for (var i = 0; i < stages.Length; i++)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{stages[i].Name,-35} {outcome.Rate(i) / 1e6,23:0.0} {1e9 / outcome.Rate(i),13:0.000}"));
        }
    }

    /// <returns>Samples a CPU second of this thread.</returns>
    private static double Rate(Action run, TimeSpan atLeast)
    {
        var (runs, started) = (0L, ThreadClock.Now);
        TimeSpan elapsed;
        do
        {
            run();
            runs++;
            elapsed = ThreadClock.Now - started;
        }
        while (elapsed < atLeast);
        return runs * Samples / elapsed.TotalSeconds;
    }
}
