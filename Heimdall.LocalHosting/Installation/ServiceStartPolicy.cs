using System.Diagnostics;

namespace Heimdall.LocalHosting.Installation;

/// <summary>
/// While it is in force, Debian's packages start no system service: <c>invoke-rc.d</c> asks <c>/usr/sbin/policy-rc.d</c>, and 101 is no.
/// </summary>
/// <remarks>A policy that was there before is put aside and put back, also after a crash in between: see <see cref="DenyAll"/>.</remarks>
internal sealed class ServiceStartPolicy : IDisposable
{
    public const string SystemPath = "/usr/sbin/policy-rc.d";
    private const int Denied = 101;
    private const string Mark = "# Written by the local engine while it installs packages; safe to delete.";

    private readonly string path;
    private readonly bool replaced;

    private ServiceStartPolicy(string path, bool replaced)
    {
        this.path = path;
        this.replaced = replaced;
    }

    /// <summary>Denies every start until disposed.</summary>
    /// <param name="path">The policy's path; another one in tests.</param>
    public static ServiceStartPolicy DenyAll(string path = SystemPath)
    {
        Restore(path); // What a crash during an earlier installation left.
        if (File.Exists(path))
        {
            if (DeniesAlready(path))
            {
                return new ServiceStartPolicy(path, replaced: false);
            }

            File.Move(path, Aside(path));
        }

        File.WriteAllText(path, $"#!/bin/sh\n{Mark}\nexit {Denied}\n");
        File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));
        return new ServiceStartPolicy(path, replaced: true);
    }

    public void Dispose()
    {
        if (replaced)
        {
            Restore(path);
        }
    }

    private static string Aside(string path) => path + ".before-local-engine";

    private static void Restore(string path)
    {
        if (File.Exists(path) && File.ReadAllText(path).Contains(Mark, StringComparison.Ordinal))
        {
            File.Delete(path);
        }

        if (File.Exists(Aside(path)) && !File.Exists(path))
        {
            File.Move(Aside(path), path);
        }
    }

    // Asked about a service that does not exist, a policy that denies everything says no.
    private static bool DeniesAlready(string path)
    {
        using var policy = Process.Start(new ProcessStartInfo(path, ["local-engine-probe", "start"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        policy?.WaitForExit();
        return policy?.ExitCode == Denied;
    }
}
