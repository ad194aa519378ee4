using System.CommandLine;
using Heimdall.Benchmarks.Scratch;

namespace Heimdall.Benchmarks.Queue;

/// <summary><c>queue</c>: how many jobs without work go through claim and settlement in a second.</summary>
internal static class QueueCommand
{
    private const int MostJobs = 1_000_000;
    private const int MostSlots = 256;
    private const int MostPerSecond = 1000;

    public static Command Create()
    {
        var scratch = new ScratchOptions();
        var jobs = Number("--jobs", "Jobs that go through", 20_000, MostJobs);
        var slots = Number("--slots", "Jobs at once", 128, MostSlots);
        var snapshot = new Option<bool>("--held-snapshot")
        {
            Description = "Hold a snapshot while they go through, and show what a claim takes then: their rows cannot be cleaned away",
        };
        var rate = Number("--rate", "With a held snapshot, jobs that are queued, claimed and settled in a second; 0 is as many as can be", 0, MostPerSecond, least: 0);
        var noFloors = new Option<bool>("--no-floors") { Description = "Without what keeps claims off rows that are done with, to see what it is for" };
        var json = new Option<bool>("--json") { Description = "Print the figures as one line of JSON" };

        var command = new Command("queue", "Sends jobs without work through the queue, on a real PostgreSQL") { jobs, slots, snapshot, rate, noFloors, json };
        scratch.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = await scratch.OpenAsync(parsed, cancellationToken);
            var run = new QueueRun(database.Source, parsed.GetValue(slots), !parsed.GetValue(noFloors));
            var count = parsed.GetValue(jobs);
            object figures = (parsed.GetValue(snapshot), parsed.GetValue(rate)) switch
            {
                (true, 0) => await run.HeldSnapshotAsync(count, cancellationToken),
                (true, var perSecond) => await run.HeldSnapshotAsync(count, perSecond, cancellationToken),
                _ => await run.ThroughputAsync(count, cancellationToken),
            };
            Console.WriteLine(parsed.GetValue(json) ? BenchmarkJson.Write(figures) : $"{MachineLine.Read()}\n{figures}");
            return 0;
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int defaultValue, int most, int least = 1)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => defaultValue };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least || result.GetValueOrDefault<int>() > most)
            {
                result.AddError($"{name} is {least}…{most}");
            }
        });
        return option;
    }
}
