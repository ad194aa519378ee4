using System.Globalization;
using System.Net.Sockets;
using Heimdall.LocalHosting.Engine;
using Heimdall.LocalHosting.Installation;
using Heimdall.LocalHosting.Processes;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Heimdall.LocalHosting.RabbitMq;

/// <summary>Runs a private RabbitMQ node, and the Erlang port mapper that belongs to it, on the loopback interface.</summary>
/// <param name="resource">The broker.</param>
/// <param name="context">Engine.</param>
internal sealed class RabbitMqRunner(RabbitMQServerResource resource, EngineContext context) : IResourceRunner
{
    // The port mapper's question for all names: a length of two bytes, then 'n'. A connection that asks nothing makes it complain.
    private static readonly byte[] NamesRequest = [0, 1, (byte)'n'];

    // The node writes three lines for every connection.
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(30);

    private readonly ServerPort port = ServerPort.Of(resource, RabbitMQServerResource.EndpointName, context);
    private SupervisedProcess? portMapper;
    private SupervisedProcess? node;
    private int portMapperPort;

    public IResource Resource => resource;

    public string? Address => port.Address;

    public IReadOnlyList<ProcessSnapshot> Processes => node is null ? [] : [node.Snapshot with { Address = Address }];

    public IReadOnlyList<ProgramRequirement> Requirements { get; } =
        [new("rabbitmq-server", "rabbitmq-server"), new("epmd", "rabbitmq-server"), new("erl", "rabbitmq-server")];

    public void AllocatePorts() => port.Allocate();

    public async Task StartAsync(Action<bool, string?> report, CancellationToken cancellationToken)
    {
        var account = context.AccountOf("rabbitmq");
        var files = new RabbitMqNode(context.Data.CreateFor(resource.Name), account);
        files.Write(resource.UserName, resource.PasswordParameter.Value, resource.Endpoint.Port);

        portMapper = new SupervisedProcess(
            resource.Name + "-epmd",
            (neverHealthy, _) => Task.FromResult(DescribePortMapper(files, account, neverHealthy)),
            ProbePortMapperAsync,
            context);
        await portMapper.StartAsync(static (_, _) => { }, cancellationToken);

        node = new SupervisedProcess(
            resource.Name,
            (neverHealthy, _) => Task.FromResult(DescribeNode(files, account, neverHealthy)),
            ProbeAsync,
            context,
            WatchInterval,
            RabbitMqNode.IsWorthShowing);
        await node.StartAsync(report, cancellationToken);
    }

    public async Task StopAsync(TimeSpan grace)
    {
        if (node is not null)
        {
            await node.StopAsync(grace);
        }

        if (portMapper is not null)
        {
            await portMapper.StopAsync(TimeSpan.FromSeconds(1));
        }
    }

    private ProgramStart DescribePortMapper(RabbitMqNode files, ServiceAccount? account, bool neverHealthy)
    {
        if (neverHealthy)
        {
            portMapperPort = FreePort.Choose();
        }

        return new ProgramStart
        {
            Program = Require("epmd"),
            Arguments = ["-address", EndpointAnnotation.LoopbackHost, "-port", portMapperPort.ToString(CultureInfo.InvariantCulture)],
            Environment = files.EpmdEnvironment,
            WorkingDirectory = files.Home,
            Account = account,
        };
    }

    private ProgramStart DescribeNode(RabbitMqNode files, ServiceAccount? account, bool neverHealthy)
    {
        files.Write(resource.UserName, resource.PasswordParameter.Value, port.ForNextStart(neverHealthy));
        return new ProgramStart
        {
            Program = Require("rabbitmq-server"),
            Environment = files.Environment(FreePort.Choose(), portMapperPort),
            WorkingDirectory = files.Home,
            Account = account,
            ParentDeathSignal = Signal.Terminate,
        };
    }

    private async Task<string?> ProbePortMapperAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(EndpointAnnotation.LoopbackHost, portMapperPort, cancellationToken);
            await client.GetStream().WriteAsync(NamesRequest, cancellationToken);
            var read = await client.GetStream().ReadAsync(new byte[64], cancellationToken);
            return read > 0 ? null : "epmd gives no answer";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return e.Message;
        }
    }

    private async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var factory = new ConnectionFactory
            {
                Uri = new Uri(resource.ConnectionString),
                AutomaticRecoveryEnabled = false,
                RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
            };
            await using var connection = await factory.CreateConnectionAsync(cancellationToken);
            await connection.CloseAsync(cancellationToken);
            return null;
        }
        catch (BrokerUnreachableException e) when (e.InnerException is AuthenticationFailureException)
        {
            throw new LocalEngineException(
                $"The RabbitMQ data in {context.Options.ResourcePath(resource.Name)} were made with another user or password than the parameters give. " +
                $"Restore {context.Options.SecretPath(resource.PasswordParameter.Name)} or the configured value.",
                e);
        }
        catch (BrokerUnreachableException e)
        {
            return e.InnerException?.Message ?? e.Message;
        }
    }

    private static string Require(string program) =>
        ProgramFinder.Find(program) ?? throw new LocalEngineException($"{program} is not installed.");
}
