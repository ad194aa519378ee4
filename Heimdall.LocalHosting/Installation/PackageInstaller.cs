using System.Diagnostics;
using Heimdall.LocalHosting.Processes;

namespace Heimdall.LocalHosting.Installation;

/// <summary>Installs missing programs with apt-get where it may, and says what to install where it may not.</summary>
/// <param name="policy">What may be installed.</param>
/// <param name="say">Told what is being done, one line at a time.</param>
public sealed class PackageInstaller(InstallPolicy policy, Action<string> say)
{
    private static readonly TimeSpan AptTimeout = TimeSpan.FromMinutes(15);
    private static readonly string[] AptOptions = ["-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"];

    /// <summary>Makes sure that the programs are there.</summary>
    /// <param name="programs">Programs that must be found.</param>
    /// <param name="packages">Debian packages that bring them.</param>
    /// <param name="needed">The policy from which on these packages may be installed.</param>
    /// <param name="cancellationToken">Ends the waiting for another installation; one of ours is always let finish.</param>
    /// <exception cref="LocalEngineException">They are not there and may not or cannot be installed; the message says what to install.</exception>
    public async Task EnsureAsync(
        IReadOnlyList<string> programs,
        IReadOnlyList<string> packages,
        InstallPolicy needed = InstallPolicy.Auto,
        CancellationToken cancellationToken = default)
    {
        if (ProgramFinder.Missing(programs) is not { Count: > 0 } missing)
        {
            return;
        }

        if (WhyNot(needed) is { } reason)
        {
            throw new LocalEngineException(Advice(missing, packages, reason));
        }

        // Two app hosts that start at once must not fight over the package manager or over the policy that starts no service.
        using var turn = await InstallationTurn.TakeAsync(cancellationToken);
        if (ProgramFinder.Missing(programs).Count == 0)
        {
            return;
        }

        using (ServiceStartPolicy.DenyAll())
        {
            say($"installing {string.Join(' ', packages)} ({string.Join(", ", missing)} not found); no system service is started");
            await RunAptAsync(["update"]);
            await RunAptAsync(["install", "--yes", "--no-install-recommends", .. packages]);
        }

        if (ProgramFinder.Missing(programs) is { Count: > 0 } still)
        {
            throw new LocalEngineException(Advice(still, packages, "the packages were installed and do not bring it"));
        }

        say($"installed {string.Join(' ', packages)}");
    }

    /// <summary>Why packages of this kind would not be installed here; null when they would.</summary>
    public string? WhyNot(InstallPolicy needed)
    {
        if (policy < needed)
        {
            return $"the policy '{policy.ToString().ToLowerInvariant()}' does not allow to install it";
        }

        if (!Signals.IsRoot())
        {
            return "only root can install it";
        }

        return ProgramFinder.Find("apt-get") is null ? "there is no apt-get here to install it with" : null;
    }

    private static string Advice(IReadOnlyList<string> missing, IReadOnlyList<string> packages, string reason) =>
        $"Not found: {string.Join(", ", missing)} ({reason}). Install with:\n" +
        $"  sudo apt-get update && sudo apt-get install --no-install-recommends {string.Join(' ', packages)}";

    // apt-get runs in a session of its own and is never cancelled: an interrupted dpkg leaves a machine that has to be repaired.
    private static async Task RunAptAsync(IReadOnlyList<string> arguments)
    {
        var info = new ProcessStartInfo("setsid", ["--wait", "apt-get", .. AptOptions, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        info.Environment["LC_ALL"] = "C.UTF-8";

        using var apt = Process.Start(info) ?? throw new LocalEngineException("apt-get cannot be started.");
        apt.StandardInput.Close();
        var last = new RecentLines();
        using var deadline = new CancellationTokenSource(AptTimeout);
        await Task.WhenAll(
            LineReader.ReadAsync(apt.StandardOutput, last.Add),
            LineReader.ReadAsync(apt.StandardError, last.Add),
            apt.WaitForExitAsync(CancellationToken.None)).WaitAsync(deadline.Token);
        if (apt.ExitCode != 0)
        {
            throw new LocalEngineException($"apt-get {string.Join(' ', arguments)} ended with exit code {apt.ExitCode}:\n{last}");
        }
    }
}
