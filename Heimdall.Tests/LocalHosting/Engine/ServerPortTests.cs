using System.Net;
using System.Net.Sockets;
using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Data;
using Heimdall.LocalHosting.Engine;
using Heimdall.LocalHosting.Observation;
using Heimdall.LocalHosting.Processes;
using Heimdall.LocalHosting.Terminal;
using Spectre.Console;

namespace Heimdall.Tests.LocalHosting.Engine;

public sealed class ServerPortTests
{
    [Fact]
    public void A_port_taken_between_its_choice_and_the_start_is_refused()
    {
        var wanted = FreePort.Choose();
        var endpoint = new EndpointAnnotation("http", "http", wanted);
        var context = new EngineContext(
            new LocalEngineOptions { DataDirectory = "/nowhere" },
            new DataDirectory("/nowhere"),
            new EngineConsole(AnsiConsole.Console, quiet: true),
            new ProcessTools("setpriv", "setsid"),
            TimeProvider.System,
            new SecretMask([]));
        var port = new ServerPort("api", endpoint, context);
        port.Allocate();
        using var stranger = new TcpListener(IPAddress.Loopback, wanted);
        stranger.Start();

        var error = Assert.Throws<LocalEngineException>(() => port.ForNextStart(neverHealthy: true));

        Assert.Contains($"Port {wanted} of 'api' is in use", error.Message, StringComparison.Ordinal);
    }
}
