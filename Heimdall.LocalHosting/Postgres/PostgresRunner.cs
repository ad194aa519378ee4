using System.Globalization;
using Heimdall.LocalHosting.Engine;
using Heimdall.LocalHosting.Installation;
using Heimdall.LocalHosting.Processes;
using Heimdall.LocalHosting.Terminal;
using Npgsql;

namespace Heimdall.LocalHosting.Postgres;

/// <summary>Runs a private PostgreSQL server on the loopback interface.</summary>
/// <param name="resource">The server.</param>
/// <param name="context">Engine.</param>
internal sealed class PostgresRunner(PostgresServerResource resource, EngineContext context) : IResourceRunner
{
    private readonly ServerPort port = ServerPort.Of(resource, PostgresServerResource.EndpointName, context);
    private SupervisedProcess? server;

    public IResource Resource => resource;

    public string? Address => port.Address;

    public IReadOnlyList<ProcessSnapshot> Processes => server is null ? [] : [server.Snapshot with { Address = Address }];

    public IReadOnlyList<ProgramRequirement> Requirements { get; } = [new("postgres", "postgresql"), new("initdb", "postgresql")];

    public void AllocatePorts() => port.Allocate();

    public async Task StartAsync(Action<bool, string?> report, CancellationToken cancellationToken)
    {
        var account = context.AccountOf("postgres");
        var cluster = new PostgresCluster(context.Data.CreateFor(resource.Name), account, context);
        using (var log = new LogFile(context.Data.Logs, resource.Name, context.Clock))
        {
            await cluster.EnsureAsync(resource.UserName, resource.PasswordParameter.Value, log.Write);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var program = cluster.ServerProgram();
        server = new SupervisedProcess(
            resource.Name,
            (neverHealthy, _) => Task.FromResult(Describe(cluster, program, account, neverHealthy)),
            ProbeAsync,
            context);
        await server.StartAsync(report, cancellationToken);
    }

    public Task StopAsync(TimeSpan grace) => server?.StopAsync(grace) ?? Task.CompletedTask;

    private ProgramStart Describe(PostgresCluster cluster, string program, ServiceAccount? account, bool neverHealthy)
    {
        var listening = port.ForNextStart(neverHealthy).ToString(CultureInfo.InvariantCulture);
        return new ProgramStart
        {
            Program = program,
            Arguments = ["-D", cluster.DataPath, "-p", listening, .. Settings().SelectMany(s => new[] { "-c", s })],
            Environment = cluster.Environment,
            WorkingDirectory = cluster.DataPath,
            Account = account,
            // Interrupt is PostgreSQL's fast shutdown: sessions end, what is committed is written, nothing has to be recovered.
            ParentDeathSignal = Signal.Interrupt,
            StopSignal = Signal.Interrupt,
        };
    }

    private IEnumerable<string> Settings()
    {
        string[] settings =
        [
            "listen_addresses=" + EndpointAnnotation.LoopbackHost,
            "unix_socket_directories=",
            "max_connections=200",
            "logging_collector=off",
            "log_checkpoints=off",
            "timezone=UTC",
            "log_timezone=UTC",

            // Room for the tables that are asked all the time; pages are written whole once a checkpoint, so fewer of those are less to write.
            "shared_buffers=256MB",
            "max_wal_size=4GB",
            "checkpoint_timeout=15min",

            // Every statement reads a few rows: compiling one takes longer than running it, and a lookup on a disk of today costs no seek.
            "jit=off",
            "random_page_cost=1.1",

            // Tables grow from nothing within minutes; plans follow their statistics.
            "autovacuum_naptime=15s",
        ];
        string[] forgetful = ["fsync=off", "full_page_writes=off"];
        return context.Options.Durable ? settings : [.. settings, .. forgetful];
    }

    private async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection($"{resource.ConnectionString};Database=postgres;Pooling=false;Timeout=5;Command Timeout=5");
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
            return null;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            throw new LocalEngineException(
                $"The PostgreSQL data in {context.Options.ResourcePath(resource.Name)} were made with another user or password than the parameters give. " +
                $"Restore {context.Options.SecretPath(resource.PasswordParameter.Name)} or the configured value.",
                e);
        }
        catch (NpgsqlException e)
        {
            return e.Message;
        }
    }
}
