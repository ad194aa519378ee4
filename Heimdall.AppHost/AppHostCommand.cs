using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Heimdall.AppHost;

/// <summary>The command line: options before environment variables before defaults.</summary>
/// <param name="Options">Null when the program has nothing more to do.</param>
/// <param name="ExitCode">What it then ends with: 0 after <c>--help</c>, 2 after a mistake.</param>
internal sealed record AppHostCommand(AppHostOptions? Options, int ExitCode)
{
    public const int Misused = 2;
    private const int MaxReplicas = 64;

    /// <summary>Reads the command line. Help and mistakes are printed.</summary>
    public static AppHostCommand Read(string[] args) => Read(args, Environment.GetEnvironmentVariable, Console.Out, Console.Error);

    internal static AppHostCommand Read(string[] args, Func<string, string?> variable, TextWriter output, TextWriter error)
    {
        var engine = new EngineCommand(variable);
        var apiPort = Number("--api-port", "The API's port [HEIMDALL_API_PORT]", 8080, 1, 65535, () => Value(variable, "HEIMDALL_API_PORT"), "HEIMDALL_API_PORT");
        var replicas = Number("--replicas", "How many extractors run", 1, 1, MaxReplicas, static () => null, "--replicas");
        var demo = new Option<bool>("--demo") { Description = "Record a demonstration session through the API and print its features" };
        var exit = new Option<bool>("--exit") { Description = "With --demo: end afterwards, with exit code 0 when all is as it should be" };
        var root = new RootCommand(EngineCommand.Description) { apiPort, replicas, demo, exit };
        root.TreatUnmatchedTokensAsErrors = !EngineCommand.TakesOtherWords;
        foreach (var option in engine.Options)
        {
            root.Add(option);
        }

        root.Validators.Add(result =>
        {
            if (result.GetValue(exit) && !result.GetValue(demo))
            {
                result.AddError("--exit goes with --demo: without a demonstration there is nothing to end after.");
            }
        });

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return Refuse(error, parsed.Errors.Select(e => e.Message));
        }

        if (parsed.Action is not null)
        {
            return new AppHostCommand(null, parsed.Invoke(new InvocationConfiguration { Output = output, Error = error }));
        }

        return engine.Read(parsed, out var mistake) is { } engineOptions
            ? new AppHostCommand(
                new AppHostOptions(parsed.GetValue(apiPort), parsed.GetValue(replicas), parsed.GetValue(demo), parsed.GetValue(exit), engineOptions),
                ExitCode: 0)
            : Refuse(error, [mistake]);
    }

    private static Option<int> Number(string name, string description, int defaultValue, int min, int max, Func<string?> fromEnvironment, string environmentName)
    {
        var text = new Option<int>(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = result => fromEnvironment() is { } value ? ReadNumber(result, environmentName, value, min, max) : defaultValue,
            CustomParser = result => ReadNumber(result, name, result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty, min, max),
        };
        return text;
    }

    private static int ReadNumber(ArgumentResult result, string name, string value, int min, int max)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < min || number > max)
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{value}'; it must be a whole number from {min} to {max}."));
        }

        return number;
    }

    private static AppHostCommand Refuse(TextWriter error, IEnumerable<string> messages)
    {
        foreach (var message in messages)
        {
            error.WriteLine(message);
        }

        error.WriteLine("Try --help.");
        return new AppHostCommand(null, Misused);
    }

    private static string? Value(Func<string, string?> variable, string name) => variable(name) is { Length: > 0 } value ? value : null;
}
