using System.CommandLine;
using Heimdall.LocalHosting;
using Npgsql;

namespace Heimdall.Benchmarks.Load;

/// <summary><c>load</c>: the whole system through HTTP, with its servers and the client on one machine.</summary>
internal static class LoadCommand
{
    private const int Failed = 1;
    private const int LeastSamples = 1024;
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(30);

    public static Command Create()
    {
        var sessions = Number("--sessions", "Sessions completed at once", 300, 1, 100_000);
        var measurements = Number("--measurements", "Recordings of each session", 7, 1, 100);
        var samples = Number("--samples", "Of each recording, at 200 kHz", 200_000, LeastSamples, 20_000_000);
        var idle = Number("--idle", "Sessions of one recording, one at a time, before", 100, 0, 10_000);
        var extractors = Number("--extractors", "Workers", 1, 1, 16);
        var warmUp = Number(
            "--warm-up",
            $"Sessions completed at once before anything is measured, and {LoadRun.WarmUpIdleSessions} one at a time after them: until a method was called some dozens of times and compiled a second time, what is measured is the compiler, on the same cores",
            300,
            0,
            100_000);
        var upload = new Option<bool>("--upload") { Description = "Upload every recording, instead of referring to those in the store" };
        var command = new Command("load", "Starts the whole system, drives it through HTTP and prints its figures as JSON")
        {
            sessions, measurements, samples, idle, extractors, warmUp, upload,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var shape = new LoadShape(
                parsed.GetValue(sessions),
                parsed.GetValue(measurements),
                parsed.GetValue(samples),
                parsed.GetValue(idle),
                parsed.GetValue(extractors),
                parsed.GetValue(warmUp),
                parsed.GetValue(upload));
            try
            {
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                deadline.CancelAfter(_longest);
                await using var system = await LoadedSystem.StartAsync(shape.Extractors, deadline.Token);
                Console.WriteLine(BenchmarkJson.Write(await new LoadRun(system, shape).MeasureAsync(deadline.Token)));
                return 0;
            }
            catch (Exception fault) when (fault is HttpRequestException or NpgsqlException or LocalEngineException)
            {
                await Console.Error.WriteLineAsync(fault.Message);
                return Failed;
            }
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int value, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var number && (number < least || number > most))
            {
                result.AddError($"{name} is {least}…{most}");
            }
        });
        return option;
    }
}
