using System.CommandLine;
using System.Globalization;
using Heimdall.Benchmarks.Scratch;
using Heimdall.Benchmarks.Seed;
using Heimdall.LocalHosting;
using Npgsql;

namespace Heimdall.Benchmarks.Scale;

/// <summary><c>scale</c>: what the questions that are asked all the time take as the tables grow.</summary>
internal static class ScaleCommand
{
    private const int Failed = 1;
    private const int MostRounds = 200;

    public static Command Create()
    {
        var scratch = new ScratchOptions();
        var sizes = new Option<string>("--sizes")
        {
            Description = "Completed sessions at which is measured, growing",
            DefaultValueFactory = static _ => "10000,100000,1000000",
        };
        sizes.Validators.Add(static result =>
        {
            if (SizesOf(result.GetValueOrDefault<string>()) is null)
            {
                result.AddError($"--sizes are numbers of {2 * SessionSeeder.UncoveredSessions}…{SessionSeeder.MostSessions}, growing, with commas between them");
            }
        });
        var rounds = new Option<int>("--rounds") { Description = "How often each question is asked", DefaultValueFactory = static _ => 100 };
        rounds.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 1 and <= MostRounds))
            {
                result.AddError($"--rounds is 1…{MostRounds}");
            }
        });
        var json = new Option<bool>("--json") { Description = "Print the figures as one line of JSON" };
        var command = new Command("scale", "Seeds, and asks the questions that must not take longer as the tables grow") { sizes, rounds, json };
        scratch.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                await using var database = await scratch.OpenAsync(parsed, cancellationToken);
                var columns = new List<ScaleColumn>();
                foreach (var size in SizesOf(parsed.GetValue(sizes)) ?? [])
                {
                    await new SessionSeeder(database.Source, TimeProvider.System).GrowToAsync(
                        size, done => Console.Error.WriteLine($"{done} sessions seeded"), cancellationToken);
                    columns.Add(new ScaleColumn(size, await new ScaleRun(database.Source, parsed.GetValue(rounds)).MeasureAsync(cancellationToken)));
                }

                var table = new ScaleTable(MachineLine.Read(), columns);
                Console.WriteLine(parsed.GetValue(json) ? BenchmarkJson.Write(table) : table);
                return 0;
            }
            catch (Exception fault) when (fault is NpgsqlException or LocalEngineException)
            {
                await Console.Error.WriteLineAsync(fault.Message);
                return Failed;
            }
        });
        return command;
    }

    private static IReadOnlyList<int>? SizesOf(string? text)
    {
        var sizes = (text ?? "").Split(',')
            .Select(size => int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToList();
        var areGrowing = sizes.Zip(sizes.Skip(1)).All(pair => pair.First < pair.Second);
        return areGrowing && sizes[0] >= 2 * SessionSeeder.UncoveredSessions && sizes[^1] <= SessionSeeder.MostSessions ? sizes : null;
    }
}
