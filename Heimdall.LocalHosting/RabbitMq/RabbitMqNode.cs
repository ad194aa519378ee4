using System.Security.Cryptography;
using System.Text;
using Heimdall.LocalHosting.Processes;

namespace Heimdall.LocalHosting.RabbitMq;

/// <summary>The files of a private RabbitMQ node.</summary>
/// <param name="home">The node's folder.</param>
/// <param name="account">The account the node runs under; null is the engine's own.</param>
internal sealed class RabbitMqNode(string home, ServiceAccount? account)
{
    // The node's name is part of its data's path, so it holds no port; two nodes on a machine do not meet, each has its own epmd.
    private const string NodeName = "broker@localhost";

    private const UnixFileMode OwnerReads = UnixFileMode.UserRead;
    private const UnixFileMode OwnerWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Home => home;

    /// <summary>Whether a line of the node is for the operator: not its banner, nor what goes as it should.</summary>
    public static bool IsWorthShowing(string line) =>
        line.Contains("[warning]", StringComparison.Ordinal) || line.Contains("[error]", StringComparison.Ordinal) || line.Contains("[critical]", StringComparison.Ordinal);

    /// <summary>Writes the configuration for the next start.</summary>
    /// <param name="userName">The user that the first start makes.</param>
    /// <param name="password">The user's password.</param>
    /// <param name="amqpPort">Port for clients.</param>
    public void Write(string userName, string password, int amqpPort)
    {
        foreach (var folder in new[] { ErlangHome, At("mnesia"), At("log"), At("generated") })
        {
            Directory.CreateDirectory(folder);
        }

        var cookie = Path.Combine(ErlangHome, ".erlang.cookie");
        if (!File.Exists(cookie))
        {
            WriteFile(cookie, RandomNumberGenerator.GetHexString(32), OwnerReads);
        }

        WriteFile(At("rabbitmq-env.conf"), string.Empty, OwnerWrites);
        WriteFile(At("enabled_plugins"), "[].\n", OwnerWrites);
        WriteFile(At("rabbitmq.conf"), $"""
            listeners.tcp.1 = {EndpointAnnotation.LoopbackHost}:{amqpPort}
            log.console = true
            log.console.level = info
            log.file = false
            disk_free_limit.absolute = 50MB
            vm_memory_high_watermark.absolute = 512MB

            """, OwnerWrites);

        // Erlang terms can hold any character; rabbitmq.conf would end a password at '#'.
        WriteFile(At("advanced.config"), $"[{{rabbit,[{{default_user,{Binary(userName)}}},{{default_pass,{Binary(password)}}}]}}].\n", OwnerWrites);
        account?.Own(home);
    }

    /// <summary>The whole environment of the node.</summary>
    public IReadOnlyDictionary<string, string> Environment(int distributionPort, int epmdPort) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PATH"] = "/usr/bin:/bin",
        ["HOME"] = ErlangHome,
        ["LANG"] = "C.UTF-8",
        ["TZ"] = "UTC",
        ["RABBITMQ_NODENAME"] = NodeName,
        ["RABBITMQ_CONF_ENV_FILE"] = At("rabbitmq-env.conf"),
        ["RABBITMQ_CONFIG_FILE"] = At("rabbitmq.conf"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = At("advanced.config"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = At("enabled_plugins"),
        ["RABBITMQ_MNESIA_BASE"] = At("mnesia"),
        ["RABBITMQ_LOG_BASE"] = At("log"),
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = At("generated"),
        ["RABBITMQ_PID_FILE"] = At("pid"),
        ["RABBITMQ_DIST_PORT"] = Text(distributionPort),
        ["ERL_EPMD_PORT"] = Text(epmdPort),
        ["ERL_EPMD_ADDRESS"] = EndpointAnnotation.LoopbackHost,
        // Makes the start script become the node: otherwise a shell stays in between, and killing it leaves the node behind.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
        ["RABBITMQ_SERVER_START_ARGS"] = "+B i",
        // Erlang's distribution listens on every interface unless told otherwise; and the node starts no epmd, which would outlive it.
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false",
    };

    /// <summary>The environment of the node's port mapper.</summary>
    public IReadOnlyDictionary<string, string> EpmdEnvironment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PATH"] = "/usr/bin:/bin",
        ["HOME"] = ErlangHome,
        ["LANG"] = "C.UTF-8",
    };

    private string ErlangHome => At("home");

    private string At(string name) => Path.Combine(home, name);

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An Erlang binary of the text's UTF-8 bytes.</summary>
    private static string Binary(string text) => $"<<{string.Join(',', Encoding.UTF8.GetBytes(text))}>>";

    private static void WriteFile(string path, string text, UnixFileMode mode)
    {
        File.Delete(path);
        using var stream = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
        stream.Write(Encoding.UTF8.GetBytes(text));
    }
}
