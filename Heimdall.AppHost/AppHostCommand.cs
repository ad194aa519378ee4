using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Heimdall.LocalHosting.Installation;

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
        var data = new Option<string>("--data")
        {
            Description = "Folder of databases, objects, secrets and logs [HEIMDALL_DATA]",
            HelpName = "DIR",
            DefaultValueFactory = _ => Value(variable, "HEIMDALL_DATA") ?? DefaultDataDirectory(variable),
        };
        var apiPort = Number("--api-port", "The API's port [HEIMDALL_API_PORT]", 8080, 1, 65535, () => Value(variable, "HEIMDALL_API_PORT"), "HEIMDALL_API_PORT");
        var replicas = Number("--replicas", "How many extractors run", 1, 1, MaxReplicas, static () => null, "--replicas");
        var demo = new Option<bool>("--demo") { Description = "Record a demonstration session through the API and print its features" };
        var exit = new Option<bool>("--exit") { Description = "With --demo: end afterwards, with exit code 0 when all is as it should be" };
        var root = new RootCommand("Heimdall: IQ recordings of a network of receivers in, features out. Runs the whole system on this machine.")
        {
            data, apiPort, replicas, demo, exit,
        };
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

        if (!TryReadPolicy(Value(variable, "HEIMDALL_INSTALL"), out var policy))
        {
            return Refuse(error, [$"HEIMDALL_INSTALL is '{variable("HEIMDALL_INSTALL")}'; it must be auto, tests or never."]);
        }

        return new AppHostCommand(
            new AppHostOptions(
                Path.GetFullPath(parsed.GetValue(data) ?? DefaultDataDirectory(variable)),
                parsed.GetValue(apiPort),
                parsed.GetValue(replicas),
                policy,
                parsed.GetValue(demo),
                parsed.GetValue(exit)),
            ExitCode: 0);
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

    private static bool TryReadPolicy(string? value, out InstallPolicy policy)
    {
        policy = InstallPolicy.Auto;
        return value is null || (Enum.TryParse(value, ignoreCase: true, out policy) && Enum.IsDefined(policy) && !char.IsAsciiDigit(value[0]));
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

    // Root's home may not be passed by the accounts that the servers run under.
    private static string DefaultDataDirectory(Func<string, string?> variable)
    {
        if (Environment.IsPrivilegedProcess)
        {
            return "/var/lib/heimdall";
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(Value(variable, "XDG_DATA_HOME") ?? Path.Combine(home, ".local", "share"), "heimdall");
    }
}
