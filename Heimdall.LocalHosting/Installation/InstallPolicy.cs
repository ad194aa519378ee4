namespace Heimdall.LocalHosting.Installation;

/// <summary>What may be installed by the package manager. Each allows what the ones before it allow.</summary>
public enum InstallPolicy
{
    /// <summary>Nothing: what is missing is named, with the command that installs it.</summary>
    Never = 0,

    /// <summary>The servers that the system runs on, when run by root.</summary>
    Auto = 1,

    /// <summary>Also what only tests need.</summary>
    Tests = 2,
}
