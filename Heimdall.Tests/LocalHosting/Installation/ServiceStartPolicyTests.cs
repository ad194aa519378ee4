using Heimdall.LocalHosting.Installation;

namespace Heimdall.Tests.LocalHosting.Installation;

public sealed class ServiceStartPolicyTests : IDisposable
{
    private const string Allowing = "#!/bin/sh\nexit 0\n";
    private readonly TemporaryDirectory temporary = new();

    private string Policy => temporary.File("policy-rc.d");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void Without_a_policy_there_is_none_again_afterwards()
    {
        using (ServiceStartPolicy.DenyAll(Policy))
        {
            Assert.Contains("exit 101", File.ReadAllText(Policy), StringComparison.Ordinal);
            Assert.True(File.GetUnixFileMode(Policy).HasFlag(UnixFileMode.OtherExecute));
        }

        Assert.Empty(Directory.EnumerateFiles(temporary.Path));
    }

    [Fact]
    public void A_policy_that_was_there_comes_back()
    {
        Write(Allowing);

        using (ServiceStartPolicy.DenyAll(Policy))
        {
            Assert.Contains("exit 101", File.ReadAllText(Policy), StringComparison.Ordinal);
        }

        Assert.Equal(Allowing, File.ReadAllText(Policy));
        Assert.Single(Directory.EnumerateFiles(temporary.Path));
    }

    [Fact]
    public void A_policy_that_denies_already_is_not_touched()
    {
        const string denying = "#!/bin/sh\n# another's\nexit 101\n";
        Write(denying);

        using (ServiceStartPolicy.DenyAll(Policy))
        {
            Assert.Equal(denying, File.ReadAllText(Policy));
        }

        Assert.Equal(denying, File.ReadAllText(Policy));
    }

    [Fact]
    public void What_a_crash_left_is_put_right_by_the_next_installation()
    {
        Write(Allowing);
        _ = ServiceStartPolicy.DenyAll(Policy); // Never disposed: the process was killed.

        ServiceStartPolicy.DenyAll(Policy).Dispose();

        Assert.Equal(Allowing, File.ReadAllText(Policy));
        Assert.Single(Directory.EnumerateFiles(temporary.Path));
    }

    private void Write(string script)
    {
        File.WriteAllText(Policy, script);
        File.SetUnixFileMode(Policy, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
