using Heimdall.LocalHosting.Installation;
using Microsoft.Extensions.Configuration;

namespace Heimdall.LocalHosting;

/// <summary>How the local engine runs, from configuration section <c>LocalEngine</c>.</summary>
public sealed record LocalEngineOptions
{
    public const string Section = "LocalEngine";

    /// <summary>Where databases, objects, secrets and logs are kept.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>What the engine may install.</summary>
    public InstallPolicy Install { get; init; } = InstallPolicy.Auto;

    /// <summary>False gives up safety of the data for speed: for tests only.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>True replaces every fixed port by a free one: for tests.</summary>
    public bool RandomizePorts { get; init; }

    /// <summary>False keeps the processes' lines in the log files only.</summary>
    public bool Console { get; init; } = true;

    /// <summary>Stop when the <c>dotnet run</c> above ends.</summary>
    public bool WatchParent { get; init; } = true;

    /// <summary>The command-line option that chooses a public port, for messages.</summary>
    public string? PortOption { get; init; }

    /// <summary>Prefixes of variables of the app host that services do not inherit: secrets and options meant for it alone.</summary>
    public IReadOnlyList<string> WithheldVariables { get; init; } = [];

    /// <summary>Reads the section as it stands.</summary>
    /// <exception cref="LocalEngineException">A value is not of its kind.</exception>
    public static LocalEngineOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        try
        {
            return new LocalEngineOptions
            {
                DataDirectory = Path.GetFullPath(section[nameof(DataDirectory)] ?? DefaultDataDirectory()),
                Install = section.GetValue(nameof(Install), InstallPolicy.Auto),
                Durable = section.GetValue(nameof(Durable), true),
                RandomizePorts = section.GetValue(nameof(RandomizePorts), false),
                Console = section.GetValue(nameof(Console), true),
                WatchParent = section.GetValue(nameof(WatchParent), true),
                PortOption = section[nameof(PortOption)],
                WithheldVariables = [.. section.GetSection(nameof(WithheldVariables)).GetChildren().Select(c => c.Value).OfType<string>()],
            };
        }
        catch (InvalidOperationException e)
        {
            throw new LocalEngineException($"Configuration section {Section}: {e.Message}", e);
        }
    }

    internal string ResourcePath(string name) => Path.Combine(DataDirectory, name);

    internal string SecretPath(string name) => Path.Combine(DataDirectory, name + ".key");

    private static string DefaultDataDirectory() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        AppDomain.CurrentDomain.FriendlyName);
}
