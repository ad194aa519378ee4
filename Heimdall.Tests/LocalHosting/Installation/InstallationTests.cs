using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Installation;

namespace Heimdall.Tests.LocalHosting.Installation;

public sealed class InstallationTests
{
    [Fact]
    public async Task What_may_not_be_installed_is_named_with_the_command_that_does_it()
    {
        var installer = new PackageInstaller(InstallPolicy.Never, static _ => Assert.Fail("Nothing may be done."));

        var error = await Assert.ThrowsAsync<LocalEngineException>(() => installer.EnsureAsync(["no-such-program"], ["some-package", "another"]));

        Assert.Contains("Not found: no-such-program", error.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install --no-install-recommends some-package another", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_tests_need_is_not_installed_for_a_product()
    {
        var installer = new PackageInstaller(InstallPolicy.Auto, static _ => Assert.Fail("Nothing may be done."));

        await Assert.ThrowsAsync<LocalEngineException>(() => installer.EnsureAsync(["no-such-program"], ["some-package"], InstallPolicy.Tests));
    }

    [Fact]
    public async Task What_is_there_needs_no_installation() =>
        await new PackageInstaller(InstallPolicy.Never, static _ => Assert.Fail("Nothing to do.")).EnsureAsync(["sh"], ["dash"]);

    [Fact]
    public void The_newest_PostgreSQL_is_found_by_number_not_by_letter()
    {
        using var temporary = new TemporaryDirectory();
        foreach (var version in new[] { "9.6", "15", "100", "common" })
        {
            Directory.CreateDirectory(temporary.File(version));
        }

        Assert.Equal(
            ["100", "15", "9.6"],
            ProgramFinder.PostgresFolders(temporary.Path).Select(f => Path.GetFileName(Path.GetDirectoryName(f))));
    }

    [Fact]
    public void A_link_that_points_nowhere_is_no_program()
    {
        using var temporary = new TemporaryDirectory();
        File.CreateSymbolicLink(temporary.File("gone"), temporary.File("removed"));
        File.CreateSymbolicLink(temporary.File("sh"), "/bin/sh");

        Assert.False(ProgramFinder.IsProgram(temporary.File("gone")));
        Assert.True(ProgramFinder.IsProgram(temporary.File("sh")));
    }

    [Fact]
    public void Missing_programs_are_listed() => Assert.Equal(["no-such-program"], ProgramFinder.Missing(["sh", "no-such-program"]));
}
