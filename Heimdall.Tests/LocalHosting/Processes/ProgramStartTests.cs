using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Processes;

namespace Heimdall.Tests.LocalHosting.Processes;

public sealed class ProgramStartTests
{
    private static readonly ProcessTools Tools = new("/usr/bin/setpriv", "/usr/bin/setsid");

    [Fact]
    public void A_server_of_root_drops_its_privileges_and_dies_with_the_engine()
    {
        var start = Start() with { Account = new ServiceAccount("postgres", 101, 104), ParentDeathSignal = Signal.Interrupt };

        Assert.Equal(
            "/usr/bin/setpriv --reuid=101 --regid=104 --clear-groups --no-new-privs --pdeathsig SIGINT -- /usr/bin/setsid /bin/server -p 1",
            string.Join(' ', start.CommandLine(Tools)));
    }

    [Fact]
    public void A_service_keeps_the_account_of_the_engine() =>
        Assert.Equal("/usr/bin/setpriv --pdeathsig SIGKILL -- /usr/bin/setsid /bin/server -p 1", string.Join(' ', Start().CommandLine(Tools)));

    [Fact]
    public void An_account_is_found_by_its_whole_name()
    {
        using var temporary = new TemporaryDirectory();
        File.WriteAllText(temporary.File("passwd"), "postgresql:x:7:8::/:/bin/sh\npostgres:x:101:104::/:/bin/sh\n");

        Assert.Equal(new ServiceAccount("postgres", 101, 104), ServiceAccount.Find("postgres", temporary.File("passwd")));
        Assert.Throws<LocalEngineException>(() => ServiceAccount.Find("rabbitmq", temporary.File("passwd")));
    }

    private static ProgramStart Start() => new()
    {
        Program = "/bin/server",
        Arguments = ["-p", "1"],
        Environment = new Dictionary<string, string>(StringComparer.Ordinal),
        WorkingDirectory = "/",
    };
}
