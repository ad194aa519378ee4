using System.Globalization;
using Heimdall.Benchmarks.Rounds;

namespace Heimdall.Benchmarks.Kernels;

/// <summary>
/// The transforms in turn, in slices of a few milliseconds of one thread's CPU time. On a machine with other work to do its ratios hold
/// where BenchmarkDotNet's times, taken one after the other by the clock, do not.
/// </summary>
internal static class TransformRace
{
    private static readonly TimeSpan _slice = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan _warmUp = TimeSpan.FromMilliseconds(400);

    /// <summary>Prints a line a length.</summary>
    public static async Task RunAsync(int rounds, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync("     L   Heimdall    MathNet       FFTW   (Msamples per CPU second)   over MathNet   over FFTW");
        foreach (var length in SegmentBatch.Lengths)
        {
            await output.WriteLineAsync(await RaceAsync(SegmentBatch.OfNoise(length), rounds, cancellationToken));
        }
    }

    private static async Task<string> RaceAsync(SegmentBatch batch, int rounds, CancellationToken cancellationToken)
    {
        using var heimdall = ProductKernels.TransformOf(batch);
        using var mathNet = new MathNetTransform(batch);
        using var fftw = FftwTransform.WhyAbsent is null ? new FftwTransform(batch) : null;
        List<ISegmentTransform> transforms = fftw is null ? [heimdall, mathNet] : [heimdall, mathNet, fftw];
        foreach (var transform in transforms)
        {
            Rate(transform, batch, _warmUp);
        }

        var outcome = await InterleavedRounds.RunAsync(
            rounds,
            [.. transforms.Select(transform =>
                (Func<CancellationToken, Task<double>>)(_ => Task.FromResult(Rate(transform, batch, _slice))))],
            cancellationToken);
        var culture = CultureInfo.InvariantCulture;
        var line = string.Create(culture, $"{batch.SegmentSamples,6} {outcome.Rate(0) / 1e6,10:0.0} {outcome.Rate(1) / 1e6,10:0.0}");
        return fftw is null
            ? string.Create(culture, $"{line} {"–",10} {outcome.Ratio(0, 1),42:0.00}")
            : string.Create(culture, $"{line} {outcome.Rate(2) / 1e6,10:0.0} {outcome.Ratio(0, 1),42:0.00} {outcome.Ratio(0, 2),11:0.00}");
    }

    /// <returns>Samples a CPU second of this thread.</returns>
    private static double Rate(ISegmentTransform transform, SegmentBatch batch, TimeSpan atLeast)
    {
        var (runs, started) = (0L, ThreadClock.Now);
        TimeSpan elapsed;
        do
        {
            transform.Run();
            runs++;
            elapsed = ThreadClock.Now - started;
        }
        while (elapsed < atLeast);
        return runs * batch.Samples / elapsed.TotalSeconds;
    }
}
