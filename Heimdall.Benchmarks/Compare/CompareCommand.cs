using System.CommandLine;
using Heimdall.Benchmarks.Extract;
using Heimdall.Benchmarks.Kernels;
using Heimdall.Benchmarks.Recordings;
using Heimdall.Benchmarks.Rounds;
using Heimdall.Extractor.Iq;

namespace Heimdall.Benchmarks.Compare;

/// <summary><c>compare</c>: the same recording through what a user of SciPy writes, and through Heimdall, in turn.</summary>
internal static class CompareCommand
{
    private const int Failed = 1;
    private const int Heimdall = 0;
    private const int Scipy = 1;

    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(1.5);

    public static Command Create()
    {
        var recording = new RecordingOptions();
        var rounds = new Option<int>("--rounds") { Description = "How often each of them runs", DefaultValueFactory = static _ => 9 };
        rounds.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 1 and <= 999))
            {
                result.AddError("--rounds is 1…999");
            }
        });
        var seconds = new Option<double>("--round-seconds")
        {
            Description = "CPU seconds that each of them runs in a round, at least",
            DefaultValueFactory = static _ => 1,
        };
        var json = new Option<bool>("--json") { Description = "Print the figures as one line of JSON" };

        var command = new Command("compare", "Compares with SciPy on one thread, interleaved") { rounds, seconds, json };
        recording.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var figures = await CompareAsync(
                    recording.Load(parsed), parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellationToken);
                Console.WriteLine(parsed.GetValue(json) ? figures.ToJson() : figures.ToString());
                return 0;
            }
            catch (Exception fault) when (fault is IqDataException or PythonMissingException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(fault.Message);
                return Failed;
            }
        });
        return command;
    }

    private static async Task<ComparisonFigures> CompareAsync(
        LoadedRecording recording, int rounds, TimeSpan cpuPerRound, CancellationToken cancellationToken)
    {
        // Both read the same bytes, a synthetic signal too.
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, recording.Bytes, cancellationToken);
            await using var scipy = await ScipyReference.StartAsync(file, recording.SampleRateHz, recording.Datatype.Name, cancellationToken);
            var heimdall = new ExtractionLoad(recording, threads: 1);
            await heimdall.RunForCpuAsync(_warmUp, cancellationToken);
            await scipy.RunForCpuAsync(TimeSpan.Zero, cancellationToken);

            var outcome = await InterleavedRounds.RunAsync(
                rounds,
                [
                    async cancellation =>
                    {
                        var work = await heimdall.RunForCpuAsync(cpuPerRound, cancellation);
                        return work.Samples / work.Cpu.TotalSeconds;
                    },
                    cancellation => scipy.RunForCpuAsync(cpuPerRound, cancellation),
                ],
                cancellationToken);
            var (least, most) = outcome.RatioRange(Heimdall, Scipy);
            return new ComparisonFigures(
                outcome.Rate(Heimdall) / 1e6,
                outcome.Rate(Scipy) / 1e6,
                outcome.Ratio(Heimdall, Scipy),
                least,
                most,
                rounds,
                ProductKernels.Simd,
                MachineLine.Read());
        }
        finally
        {
            File.Delete(file);
        }
    }
}
