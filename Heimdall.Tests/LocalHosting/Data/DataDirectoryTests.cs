using System.Globalization;
using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Data;

namespace Heimdall.Tests.LocalHosting.Data;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_second_owner_is_refused_and_told_who_the_first_is()
    {
        using var first = DataDirectoryLock.Take(temporary.Path);

        var error = Assert.Throws<LocalEngineException>(() => DataDirectoryLock.Take(temporary.Path));

        Assert.Contains(temporary.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_let_go_can_be_taken_again()
    {
        DataDirectoryLock.Take(temporary.Path).Dispose();

        DataDirectoryLock.Take(temporary.Path).Dispose();
    }

    [Fact]
    public void Other_accounts_pass_through_and_see_nothing()
    {
        var directory = new DataDirectory(temporary.File("data"));

        directory.Create(serversHaveOwnAccounts: true);

        const UnixFileMode passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Assert.Equal(passable, File.GetUnixFileMode(directory.Root));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory.Logs));
    }

    [Fact]
    public void A_folder_that_other_accounts_may_not_pass_is_named()
    {
        var barrier = temporary.File("private");
        Directory.CreateDirectory(barrier, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var error = Assert.Throws<LocalEngineException>(() => new DataDirectory(Path.Combine(barrier, "data")).Create(serversHaveOwnAccounts: true));

        Assert.Contains($"below {barrier},", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(barrier));
    }
}
