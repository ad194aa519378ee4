using System.Diagnostics;
using System.Globalization;
using Heimdall.LocalHosting;
using Heimdall.LocalHosting.Testing;
using Heimdall.Tests.LocalHosting;
using Microsoft.Extensions.Configuration;

namespace Heimdall.Tests.Servers;

/// <summary>A RabbitMQ node started by the local engine, on one port whatever happens to it, that tests may stop, kill and start again.</summary>
public sealed class TestBroker : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly TemporaryDirectory _data = new();
    private readonly int _port = FreePorts.FindBlock(1);
    private DistributedApplication? _app;

    /// <summary>An <c>amqp://</c> URI.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Why tests that need a broker cannot run, or null.</summary>
    internal static string? WhyAbsent => TestPrograms.Servers.WhyAbsent;

    public async Task InitializeAsync()
    {
        if (WhyAbsent is null)
        {
            await StartNodeAsync();
        }
    }

    /// <summary>Starts the node with all it held, or waits for the engine to have started it again.</summary>
    public async Task StartNodeAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        if (_app is null)
        {
            _app = Describe().Build();
            await _app.StartAsync(deadline.Token);
        }

        await _app.ResourceNotifications.WaitForResourceHealthyAsync("rabbitmq", deadline.Token);
        ConnectionString = await _app.GetConnectionStringAsync("rabbitmq", deadline.Token) ?? "";
    }

    public async Task StopNodeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
            _app = null;
        }
    }

    /// <summary>Ends the node as a power cut does. The engine notices and starts it again.</summary>
    public async Task KillNodeAsync()
    {
        var app = _app ?? throw new InvalidOperationException("There is no node.");
        using var node = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(_data.File("rabbitmq/pid")), CultureInfo.InvariantCulture));
        using var deadline = new CancellationTokenSource(Deadline);
        var noticed = app.ResourceNotifications.WaitForResourceAsync("rabbitmq", change => !change.Snapshot.IsHealthy, deadline.Token);
        node.Kill();
        await noticed;
    }

    public async Task DisposeAsync()
    {
        await StopNodeAsync();
        _data.Dispose();
    }

    private IDistributedApplicationTestingBuilder Describe()
    {
        var builder = DistributedApplicationTestingBuilder.Create($"--LocalEngine:DataDirectory={_data.Path}");
        builder.Configuration.AddInMemoryCollection([new("LocalEngine:RandomizePorts", "false"), new("LocalEngine:Durable", "true")]);
        builder.AddRabbitMQ("rabbitmq", builder.AddParameter("user", "heimdall"), port: _port).WithDataVolume();
        return builder;
    }
}

/// <summary>A fact that is skipped, with the reason, where no broker can be had.</summary>
public sealed class BrokerFactAttribute : FactAttribute
{
    public BrokerFactAttribute() => Skip = TestBroker.WhyAbsent;
}

/// <summary>The tests that share one broker; they take turns.</summary>
[CollectionDefinition(Name)]
public sealed class BrokerTests : ICollectionFixture<TestBroker>
{
    public const string Name = "broker";
}
