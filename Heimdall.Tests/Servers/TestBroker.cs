using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Heimdall.Tests.Servers;

/// <summary>
/// A real RabbitMQ node with its own port mapper, in a folder of its own and on loopback ports of its own; or the broker that
/// <c>HEIMDALL_TEST_AMQP</c> names.
/// </summary>
public sealed class TestBroker : IAsyncLifetime
{
    private const string User = "rabbitmq";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly string[] Programs = ["rabbitmq-server", "epmd", "setpriv"];
    private static readonly string? Running = Environment.GetEnvironmentVariable("HEIMDALL_TEST_AMQP");

    private readonly string _folder = Path.Join("/tmp", $"heimdall-broker-{Guid.NewGuid():N}");
    private readonly string _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
    private ServerProcess? _portMapper;
    private ServerProcess? _node;
    private int _firstPort;

    /// <summary>An <c>amqp://</c> URI.</summary>
    public string ConnectionString => Running ?? $"amqp://heimdall:{_password}@127.0.0.1:{_firstPort}";

    /// <summary>Why tests that need a broker cannot run, or null.</summary>
    internal static string? WhyAbsent => Running is null ? InstalledProgram.WhyAbsent(Programs) : null;

    /// <summary>Why tests that stop the broker cannot run, or null.</summary>
    internal static string? WhyNotOwn => Running is null ? WhyAbsent : "The broker of HEIMDALL_TEST_AMQP is not to be stopped";

    public async Task InitializeAsync()
    {
        if (Running is not null || WhyAbsent is not null)
        {
            return;
        }

        try
        {
            _firstPort = FreePorts.FindBlock(3);
            await WriteFilesAsync();
            _portMapper = await ServerProcess.StartAsync(
                User, "SIGKILL", Variables(), In("epmd.out"), "epmd", "-address", "127.0.0.1", "-port", Number(_firstPort + 2));
            await StartNodeAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the node, with all it held, on the ports it had.</summary>
    public async Task StartNodeAsync()
    {
        _node = await ServerProcess.StartAsync(
            User, "SIGTERM", Variables(), In("node.out"), "/usr/lib/rabbitmq/bin/rabbitmq-server");
        await Eventually.HoldsAsync(AnswersAsync, Deadline, () => _node.Log);
    }

    /// <summary>Ends the node as a power cut does.</summary>
    public Task KillNodeAsync() => _node?.KillAsync() ?? throw new InvalidOperationException("There is no node");

    public Task StopNodeAsync() => _node?.StopAsync() ?? throw new InvalidOperationException("There is no node");

    public async Task DisposeAsync()
    {
        foreach (var process in new[] { _node, _portMapper }.OfType<ServerProcess>())
        {
            await process.DisposeAsync();
        }

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task WriteFilesAsync()
    {
        foreach (var name in new[] { "home", "mnesia", "log" })
        {
            Directory.CreateDirectory(In(name));
        }

        await File.WriteAllTextAsync(In("home/.erlang.cookie"), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        await File.WriteAllTextAsync(In("enabled_plugins"), "[].\n");
        await File.WriteAllTextAsync(In("rabbitmq-env.conf"), "");
        await File.WriteAllTextAsync(In("rabbitmq.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            listeners.tcp.1 = 127.0.0.1:{_firstPort}
            default_user = heimdall
            default_pass = {_password}
            log.console = true
            log.file = false
            disk_free_limit.absolute = 50MB
            vm_memory_high_watermark.absolute = 512MB

            """));
        await ServerProcess.RunAsync(Environment.UserName, Variables(), "chmod", "400", In("home/.erlang.cookie"));
        if (Environment.UserName == "root")
        {
            await ServerProcess.RunAsync("root", Variables(), "chown", "-R", $"{User}:{User}", _folder);
        }
    }

    private async Task<bool> AnswersAsync()
    {
        if (_node is { HasEnded: true })
        {
            throw new InvalidOperationException($"The broker ended: {_node.Log}");
        }

        try
        {
            var factory = new ConnectionFactory { Uri = new Uri(ConnectionString) };
            await using var connection = await factory.CreateConnectionAsync();
            await connection.CloseAsync();
            return true;
        }
        catch (Exception e) when (e is BrokerUnreachableException or SocketException or OperationInterruptedException)
        {
            return false;
        }
    }

    private Dictionary<string, string> Variables() => new(StringComparer.Ordinal)
    {
        ["PATH"] = "/usr/bin:/bin",
        ["HOME"] = In("home"),
        ["LANG"] = "C.UTF-8",
        ["RABBITMQ_NODENAME"] = $"heimdall{_firstPort}@localhost",
        ["RABBITMQ_CONF_ENV_FILE"] = In("rabbitmq-env.conf"),
        ["RABBITMQ_CONFIG_FILE"] = In("rabbitmq.conf"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = In("advanced.config"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = In("enabled_plugins"),
        ["RABBITMQ_MNESIA_BASE"] = In("mnesia"),
        ["RABBITMQ_LOG_BASE"] = In("log"),
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = In("generated"),
        ["RABBITMQ_PID_FILE"] = In("pid"),
        ["RABBITMQ_DIST_PORT"] = Number(_firstPort + 1),
        ["ERL_EPMD_PORT"] = Number(_firstPort + 2),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",

        // Makes the script become the node, so that stopping the one stops the other.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
        ["RABBITMQ_SERVER_START_ARGS"] = "+B i",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string In(string name) => Path.Join(_folder, name);
}

/// <summary>A fact that is skipped, with the reason, where no broker can be had.</summary>
public sealed class BrokerFactAttribute : FactAttribute
{
    public BrokerFactAttribute() => Skip = TestBroker.WhyAbsent;
}

/// <summary>A fact that stops the broker: skipped, with the reason, where the broker is not the tests' own.</summary>
public sealed class OwnBrokerFactAttribute : FactAttribute
{
    public OwnBrokerFactAttribute() => Skip = TestBroker.WhyNotOwn;
}

/// <summary>The tests that share one broker; they take turns.</summary>
[CollectionDefinition(Name)]
public sealed class BrokerTests : ICollectionFixture<TestBroker>
{
    public const string Name = "broker";
}
