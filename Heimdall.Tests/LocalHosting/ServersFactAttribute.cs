using Heimdall.LocalHosting.Installation;

namespace Heimdall.Tests.LocalHosting;

/// <summary>A fact about real PostgreSQL and RabbitMQ; skipped where they are absent and may not be installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ServersFactAttribute : FactAttribute
{
    private static readonly string[] Programs = ["postgres", "initdb", "rabbitmq-server"];

    public ServersFactAttribute()
    {
        var policy = Enum.TryParse<InstallPolicy>(Environment.GetEnvironmentVariable("HEIMDALL_INSTALL"), ignoreCase: true, out var chosen) ? chosen : InstallPolicy.Auto;
        if (ProgramFinder.Missing(Programs) is { Count: > 0 } missing && new PackageInstaller(policy, static _ => { }).WhyNot(InstallPolicy.Auto) is { } reason)
        {
            Skip = $"{string.Join(", ", missing)} is not on this machine and {reason}";
        }
    }
}
