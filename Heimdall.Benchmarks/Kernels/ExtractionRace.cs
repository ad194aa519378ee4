using System.Globalization;
using Heimdall.Benchmarks.Extract;
using Heimdall.Benchmarks.Recordings;
using Heimdall.Benchmarks.Rounds;
using Heimdall.Extractor.Iq;

namespace Heimdall.Benchmarks.Kernels;

/// <summary>Whole extractions in turn: every datatype against cf32_le by CPU time, and all cores against one by the clock.</summary>
internal static class ExtractionRace
{
    private const string Baseline = "cf32_le";
    private const double SampleRateHz = 200_000;
    private const int Samples = 400_000;

    private static readonly TimeSpan _slice = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(int rounds, TextWriter output, CancellationToken cancellationToken)
    {
        await DatatypesAsync(rounds, output, cancellationToken);
        await CoresAsync(rounds, output, cancellationToken);
    }

    private static async Task DatatypesAsync(int rounds, TextWriter output, CancellationToken cancellationToken)
    {
        var datatypes = IqDatatype.All
            .Where(static type => type.Container == IqContainer.Raw)
            .OrderByDescending(static type => type.Name == Baseline)
            .ToList();
        var outcome = await RunAsync(
            rounds, datatypes.Select(type => (Load(type, threads: 1), ByClock: false)), cancellationToken);
        await output.WriteLineAsync($"datatype   Msamples per CPU second   over {Baseline}");
        for (var i = 0; i < datatypes.Count; i++)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{datatypes[i].Name,-10} {outcome.Rate(i) / 1e6,23:0.0} {outcome.Ratio(i, 0),14:0.00}"));
        }
    }

    private static async Task CoresAsync(int rounds, TextWriter output, CancellationToken cancellationToken)
    {
        var baseline = IqDatatype.All.Single(static type => type.Name == Baseline);
        var (one, all) = (Load(baseline, threads: 1), Load(baseline, Environment.ProcessorCount));
        var outcome = await RunAsync(rounds, [(one, true), (all, true), (one, false), (all, false)], cancellationToken);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} threads over one: {outcome.Ratio(1, 0):0.00} by the clock, {outcome.Ratio(3, 2):0.00} by CPU time"));
    }

    private static async Task<InterleavedRounds> RunAsync(
        int rounds, IEnumerable<(ExtractionLoad Load, bool ByClock)> contestants, CancellationToken cancellationToken)
    {
        var turns = new List<Func<CancellationToken, Task<double>>>();
        foreach (var (load, byClock) in contestants)
        {
            await load.RunForCpuAsync(_slice, cancellationToken);
            turns.Add(async cancellation =>
            {
                var work = byClock ? await load.RunForAsync(_slice, cancellation) : await load.RunForCpuAsync(_slice, cancellation);
                return work.Samples / (byClock ? work.Wall : work.Cpu).TotalSeconds;
            });
        }

        return await InterleavedRounds.RunAsync(rounds, turns, cancellationToken);
    }

    private static ExtractionLoad Load(IqDatatype datatype, int threads) =>
        new(new LoadedRecording(SyntheticSignal.Write(datatype, Samples), datatype, SampleRateHz), threads);
}
