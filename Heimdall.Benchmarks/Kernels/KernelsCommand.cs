using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Heimdall.Benchmarks.Kernels;

/// <summary><c>kernels</c>: the parts of an extraction, each alone.</summary>
internal static class KernelsCommand
{
    private const int MostExtractionRounds = 9;

    private static readonly Type[] _benchmarks = [typeof(TransformBenchmarks), typeof(StatisticsBenchmarks), typeof(ChunkBenchmarks)];

    public static Command Create()
    {
        var filter = new Option<string>("--filter") { Description = "Which benchmarks", DefaultValueFactory = static _ => "*" };
        var race = new Option<bool>("--race") { Description = "Transforms, datatypes and cores, each interleaved; for machines with other work" };
        var stages = new Option<bool>("--stages") { Description = "Where a chunk's time goes, step by step, interleaved" };
        var extractions = new Option<bool>("--extractions") { Description = "Of the race, the datatypes and the cores alone" };
        var rounds = new Option<int>("--rounds") { Description = "Of the race", DefaultValueFactory = static _ => 41 };
        var command = new Command("kernels", "Measures transforms, statistics and whole chunks by BenchmarkDotNet") { filter, race, extractions, stages, rounds };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Console.WriteLine(MachineLine.Read());
            if (FftwTransform.WhyAbsent is { } reason)
            {
                Console.WriteLine(reason);
            }

            if (parsed.GetValue(stages))
            {
                await ChunkStages.RunAsync(parsed.GetValue(rounds), Console.Out, cancellationToken);
                return;
            }

            if (parsed.GetValue(race))
            {
                await TransformRace.RunAsync(parsed.GetValue(rounds), Console.Out, cancellationToken);
            }

            if (parsed.GetValue(race) || parsed.GetValue(extractions))
            {
                await ExtractionRace.RunAsync(Math.Min(parsed.GetValue(rounds), MostExtractionRounds), Console.Out, cancellationToken);
                return;
            }

            BenchmarkRunner.Run(_benchmarks, Configuration(parsed.GetValue(filter) ?? "*"));
        });
        return command;
    }

    // In this process, because what is measured is internal; short, because machines are shared.
    private static ManualConfig Configuration(string filter) => ManualConfig.CreateEmpty()
        .AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(3)
            .WithIterationCount(7)
            .WithIterationTime(TimeInterval.FromMilliseconds(100)))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(ConsoleLogger.Default)
        .AddExporter(MarkdownExporter.GitHub)
        .AddFilter(new GlobFilter([filter]))
        .AddFilter(new SimpleFilter(static benchmark =>
            FftwTransform.WhyAbsent is null || benchmark.Descriptor.WorkloadMethod.Name != nameof(TransformBenchmarks.Fftw)))
        .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "artifacts"));
}
