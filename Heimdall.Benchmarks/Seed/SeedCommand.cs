using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Heimdall.Benchmarks.Scratch;
using Heimdall.LocalHosting;
using Npgsql;

namespace Heimdall.Benchmarks.Seed;

/// <summary><c>seed</c>: a database as large as years of recording make it.</summary>
internal static class SeedCommand
{
    private const int Failed = 1;

    public static Command Create()
    {
        var scratch = new ScratchOptions();
        var sessions = new Option<int>("--sessions") { Description = "Completed sessions there shall be", DefaultValueFactory = static _ => 10_000 };
        sessions.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 1 and <= SessionSeeder.MostSessions))
            {
                result.AddError($"--sessions is 1…{SessionSeeder.MostSessions}");
            }
        });
        var command = new Command("seed", "Fills a database with completed sessions, their features and their jobs") { sessions };
        scratch.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                await using var database = await scratch.OpenAsync(parsed, cancellationToken);
                var started = Stopwatch.GetTimestamp();
                var added = await new SessionSeeder(database.Source, TimeProvider.System).GrowToAsync(
                    parsed.GetValue(sessions),
                    done => Console.Error.WriteLine(Line(done, started)),
                    cancellationToken);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{added} sessions added in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
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

    private static string Line(int done, long started) =>
        string.Create(CultureInfo.InvariantCulture, $"{done} sessions after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
}
