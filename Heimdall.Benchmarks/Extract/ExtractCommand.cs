using System.CommandLine;
using Heimdall.Benchmarks.Recordings;
using Heimdall.Extractor.Iq;

namespace Heimdall.Benchmarks.Extract;

/// <summary><c>extract</c>: how much of a recording is turned into features in a second.</summary>
internal static class ExtractCommand
{
    private const int DataAtFault = 1;
    private const int MostThreads = 256;

    /// <summary>What the compiler needs to have seen all of it often enough.</summary>
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(1.5);

    public static Command Create()
    {
        var recording = new RecordingOptions();
        var seconds = new Option<double>("--seconds") { Description = "How long, after warming up", DefaultValueFactory = static _ => 5 };
        seconds.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 3600))
            {
                result.AddError("--seconds is 0…3600");
            }
        });
        var threads = new Option<int>("--threads") { Description = "Chunks computed side by side", DefaultValueFactory = static _ => 1 };
        threads.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is not (>= 1 and <= MostThreads))
            {
                result.AddError($"--threads is 1…{MostThreads}");
            }
        });
        var sideBySide = new Option<int?>("--recordings") { Description = "Recordings worked on side by side; as many as threads without it" };
        sideBySide.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > MostThreads)
            {
                result.AddError($"--recordings is 1…{MostThreads}");
            }
        });
        var json = new Option<bool>("--json") { Description = "Print the figures as one line of JSON" };

        var command = new Command("extract", "Extracts a recording in memory again and again") { seconds, threads, sideBySide, json };
        recording.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var loaded = recording.Load(parsed);
                var load = new ExtractionLoad(loaded, parsed.GetValue(threads), parsed.GetValue(sideBySide));
                await load.RunForAsync(_warmUp, cancellationToken);
                var work = await load.RunForAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), cancellationToken);
                var figures = ExtractFigures.Of(work, loaded.SampleRateHz);
                Console.WriteLine(parsed.GetValue(json) ? figures.ToJson() : $"{MachineLine.Read()}\n{figures}");
                return 0;
            }
            catch (Exception fault) when (fault is IqDataException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(fault.Message);
                return DataAtFault;
            }
        });
        return command;
    }
}
