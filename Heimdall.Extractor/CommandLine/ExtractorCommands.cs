using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
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
        var sampleRate = Value<double?>(
            "--sample-rate",
            "N",
            "Samples a second; a wav says it itself",
            "a number above 0",
            text => Number(text) is > 0 and var rate ? rate : null);
        var known = string.Join(", ", IqDatatypeName.All);
        var datatype = Value<string>(
            "--datatype", "T", $"How the samples are written: {known}", $"one of {known}", text => IqDatatypeName.IsKnown(text) ? text : null);
        datatype.Required = true;
        var dcGuardBins = Value<int?>(
            "--dc-guard-bins",
            "N",
            $"Bins on each side of 0 Hz that the noise estimate leaves out, 0…{MostDcGuardBins} [default: {DefaultDcGuardBins}]",
            $"a whole number from 0 to {MostDcGuardBins}",
            text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bins) && bins <= MostDcGuardBins ? bins : null);
        var calibration = Value<double?>("--calibration-offset-db", "X", "What is added to dBFS to get dBm", "a number", Number);
        var chunks = new Option<bool>("--chunks") { Description = "Print the values of every chunk, too" };
        var command = new Command("features", "Prints a recording's features as JSON, without any server")
        {
            file, sampleRate, datatype, dcGuardBins, calibration, chunks,
        };
        command.SetAction((parsed, cancellationToken) => FeaturesOfFile.PrintAsync(
            new FeaturesRequest(
                parsed.GetRequiredValue(file),
                parsed.GetRequiredValue(datatype),
                parsed.GetValue(sampleRate),
                parsed.GetValue(dcGuardBins) ?? DefaultDcGuardBins,
                parsed.GetValue(calibration),
                parsed.GetValue(chunks)),
            json,
            error,
            cancellationToken));
        return command;
    }

    /// <param name="name">The option.</param>
    /// <param name="helpName">Its value in the help.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="expected">What it may be, in words.</param>
    /// <param name="parse">Null where the text is something else.</param>
    private static Option<T> Value<T>(string name, string helpName, string description, string expected, Func<string, T?> parse)
    {
        T? Parse(ArgumentResult result)
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            var value = parse(text);
            if (value is null)
            {
                result.AddError($"{name} is '{text}'; it must be {expected}");
            }

            return value;
        }

        return new Option<T>(name) { HelpName = helpName, Description = description, CustomParser = Parse };
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
