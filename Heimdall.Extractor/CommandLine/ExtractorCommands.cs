using System.CommandLine;
using System.CommandLine.Parsing;
using Heimdall.Ledger.Measurements;

namespace Heimdall.Extractor.CommandLine;

/// <summary>What the extractor does without any server.</summary>
internal static class ExtractorCommands
{
    /// <summary>Exit code after a mistake on the command line.</summary>
    public const int Misused = 2;

    private const int DefaultDcGuardBins = 2;
    private const int MostDcGuardBins = 16;

    /// <returns>0, or 1 where the data is at fault, or <see cref="Misused"/>.</returns>
    public static Task<int> RunAsync(string[] args) => RunAsync(args, Console.OpenStandardOutput(), Console.Out, Console.Error);

    internal static async Task<int> RunAsync(string[] args, Stream json, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("Heimdall's extractor. Without arguments it is the worker.") { Features(json, error) };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count == 0)
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        }

        foreach (var mistake in parsed.Errors)
        {
            await error.WriteLineAsync(mistake.Message);
        }

        return Misused;
    }

    private static Command Features(Stream json, TextWriter error)
    {
        var file = new Argument<string>("FILE") { Description = "The recording" };
        var sampleRate = new Option<double?>("--sample-rate") { HelpName = "N", Description = "Samples a second; a wav says it itself" };
        var datatype = new Option<string>("--datatype")
        {
            HelpName = "T",
            Required = true,
            Description = $"How the samples are written: {string.Join(", ", IqDatatypeName.All)}",
        };
        var dcGuardBins = new Option<int>("--dc-guard-bins")
        {
            HelpName = "N",
            Description = $"Bins on each side of 0 Hz that the noise estimate leaves out, 0…{MostDcGuardBins}",
            DefaultValueFactory = static _ => DefaultDcGuardBins,
        };
        var calibration = new Option<double?>("--calibration-offset-db") { HelpName = "X", Description = "What is added to dBFS to get dBm" };
        var chunks = new Option<bool>("--chunks") { Description = "Print the values of every chunk, too" };
        sampleRate.Validators.Add(Require<double?>(sampleRate, rate => rate is null || (double.IsFinite(rate.Value) && rate > 0), "a number above 0"));
        datatype.Validators.Add(Require<string>(datatype, name => name is not null && IqDatatypeName.IsKnown(name), string.Join(", ", IqDatatypeName.All)));
        dcGuardBins.Validators.Add(Require<int>(dcGuardBins, bins => bins is >= 0 and <= MostDcGuardBins, $"a whole number from 0 to {MostDcGuardBins}"));
        calibration.Validators.Add(Require<double?>(calibration, offset => offset is null || double.IsFinite(offset.Value), "a number"));

        var command = new Command("features", "Prints a recording's features as JSON, without any server")
        {
            file, sampleRate, datatype, dcGuardBins, calibration, chunks,
        };
        command.SetAction((parsed, cancellationToken) => FeaturesOfFile.PrintAsync(
            new FeaturesRequest(
                parsed.GetRequiredValue(file),
                parsed.GetRequiredValue(datatype),
                parsed.GetValue(sampleRate),
                parsed.GetValue(dcGuardBins),
                parsed.GetValue(calibration),
                parsed.GetValue(chunks)),
            json,
            error,
            cancellationToken));
        return command;
    }

    private static Action<OptionResult> Require<T>(Option<T> option, Func<T?, bool> isValid, string range) => result =>
    {
        if (result.Tokens.Count > 0 && !isValid(result.GetValueOrDefault<T>()))
        {
            result.AddError($"{option.Name} is '{result.Tokens[0].Value}'; it must be one of: {range}");
        }
    };
}
