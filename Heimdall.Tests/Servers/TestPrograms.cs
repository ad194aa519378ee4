using Heimdall.LocalHosting.Installation;

namespace Heimdall.Tests.Servers;

/// <summary>The programs that tests run real servers with: there, or installed as <c>HEIMDALL_INSTALL</c> allows, or a reason to skip.</summary>
/// <param name="Names">Programs that must be found.</param>
/// <param name="Packages">Debian packages that bring them.</param>
/// <param name="Needed">The policy from which on they may be installed.</param>
internal sealed record TestPrograms(string[] Names, string[] Packages, InstallPolicy Needed)
{
    /// <summary>What Heimdall itself runs on.</summary>
    public static readonly TestPrograms Servers = new(["postgres", "initdb", "rabbitmq-server"], ["postgresql", "rabbitmq-server"], InstallPolicy.Auto);

    /// <summary>A real S3 service, which only tests need.</summary>
    public static readonly TestPrograms Ceph = new(["ceph-mon", "ceph-osd", "radosgw"], ["ceph-mon", "ceph-osd", "radosgw"], InstallPolicy.Tests);

    /// <summary>A browser, which only tests need.</summary>
    public static readonly TestPrograms Chromium = new(["chromium"], ["chromium"], InstallPolicy.Tests);

    private static readonly PackageInstaller Installer = new(
        Enum.TryParse<InstallPolicy>(Environment.GetEnvironmentVariable("HEIMDALL_INSTALL"), ignoreCase: true, out var policy) ? policy : InstallPolicy.Auto,
        Console.WriteLine);

    /// <summary>Why tests that need them cannot run; null when they can.</summary>
    public string? WhyAbsent => ProgramFinder.Missing(Names) is { Count: > 0 } missing && Installer.WhyNot(Needed) is { } reason
        ? $"{string.Join(", ", missing)} is not on this machine, and {reason}"
        : null;

    public Task EnsureAsync() => Installer.EnsureAsync(Names, Packages, Needed);
}

/// <summary>A fact about the servers that Heimdall runs on; skipped where they are absent and may not be installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ServersFactAttribute : FactAttribute
{
    public ServersFactAttribute() => Skip = TestPrograms.Servers.WhyAbsent;
}
