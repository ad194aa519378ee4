using Heimdall.LocalHosting.Data;
using Heimdall.LocalHosting.Installation;
using Heimdall.LocalHosting.Observation;
using Heimdall.LocalHosting.Processes;
using Heimdall.LocalHosting.Terminal;

namespace Heimdall.LocalHosting.Engine;

/// <summary>What every runner works with.</summary>
internal sealed record EngineContext(
    LocalEngineOptions Options,
    DataDirectory Data,
    EngineConsole Console,
    ProcessTools Tools,
    TimeProvider Clock,
    SecretMask Mask)
{
    /// <summary>Whether servers get accounts of their own, because they refuse to run as root or had better not.</summary>
    public bool RunsAsRoot { get; } = Signals.IsRoot();

    /// <summary>The server's account when the engine is root; null when the server runs as whoever runs the engine.</summary>
    public ServiceAccount? AccountOf(string name) => RunsAsRoot ? ServiceAccount.Find(name) : null;

    public static ProgramRequirement SetPriv { get; } = new("setpriv", "util-linux");

    public static ProgramRequirement SetSid { get; } = new("setsid", "util-linux");
}
