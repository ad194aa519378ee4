using Heimdall.LocalHosting.Processes;

namespace Heimdall.Tests.LocalHosting.Processes;

public sealed class FreePortTests
{
    [Fact]
    public void Servers_that_are_started_together_get_different_ports_though_none_listens_yet()
    {
        var ports = new int[250];
        for (var round = 0; round < 10; round++)
        {
            Parallel.For(0, ports.Length, i => ports[i] = FreePort.Choose());
            Assert.Equal(ports.Length, ports.Distinct().Count());
        }
    }
}
