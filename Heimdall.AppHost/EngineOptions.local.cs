using System.CommandLine;
using Heimdall.LocalHosting.Installation;

namespace Heimdall.AppHost;

/// <summary>What only the local engine can be told.</summary>
/// <param name="DataDirectory">Where databases, objects, secrets and logs are kept; full path.</param>
/// <param name="Install">What may be installed.</param>
internal sealed record EngineOptions(string DataDirectory, InstallPolicy Install);

/// <summary>The part of the command line that belongs to the local engine.</summary>
/// <param name="variable">The environment.</param>
internal sealed class EngineCommand(Func<string, string?> variable)
{
    private readonly Option<string> data = new("--data")
    {
        Description = "Folder of databases, objects, secrets and logs [HEIMDALL_DATA]",
        HelpName = "DIR",
        DefaultValueFactory = _ => Value(variable, "HEIMDALL_DATA") ?? DefaultDataDirectory(variable),
    };

    public static string Description => "Heimdall: IQ recordings of a network of receivers in, features out. Runs the whole system on this machine.";

    /// <summary>Whether words that Heimdall does not know are the engine's own. The local engine has none.</summary>
    public static bool TakesOtherWords => false;

    public IEnumerable<Option> Options => [data];

    /// <summary>Reads what the operator chose.</summary>
    /// <param name="parsed">The command line, without mistakes so far.</param>
    /// <param name="mistake">What is wrong; empty when nothing is.</param>
    /// <returns>Null after a mistake.</returns>
    public EngineOptions? Read(ParseResult parsed, out string mistake)
    {
        if (!TryReadPolicy(Value(variable, "HEIMDALL_INSTALL"), out var policy))
        {
            mistake = $"HEIMDALL_INSTALL is '{variable("HEIMDALL_INSTALL")}'; it must be auto, tests or never.";
            return null;
        }

        mistake = string.Empty;
        return new EngineOptions(Path.GetFullPath(parsed.GetValue(data) ?? DefaultDataDirectory(variable)), policy);
    }

    private static bool TryReadPolicy(string? value, out InstallPolicy policy)
    {
        policy = InstallPolicy.Auto;
        return value is null || (Enum.TryParse(value, ignoreCase: true, out policy) && Enum.IsDefined(policy) && !char.IsAsciiDigit(value[0]));
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
