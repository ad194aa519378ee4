using Heimdall.Ledger.DeadLetters;
using Heimdall.Ledger.WakeUps;
using Heimdall.Tests.Servers;
using RabbitMQ.Client;

namespace Heimdall.Tests.Extractor.Queue;

/// <summary>A message that no worker understands is kept, once, and only then acknowledged.</summary>
[Collection(BrokerTests.Name)]
public sealed class DeadLetterTests(TestBroker broker) : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly WorkerScenario _scenario = new();

    public Task InitializeAsync() => _scenario.InitializeAsync();

    public Task DisposeAsync() => _scenario.DisposeAsync();

    [BrokerFact]
    public async Task It_becomes_a_row_that_is_counted_up_and_the_queue_is_empty()
    {
        await using var worker = _scenario.NewWorker(broker: broker.ConnectionString);
        await worker.StartAsync();
        await Eventually.HoldsAsync(() => worker.Log.Lines.Any(line => line.Text == "Listening for wake-ups"), Deadline, "listening");
        var body = $"no wake-up {Guid.NewGuid()}";

        for (var i = 0; i < 3; i++)
        {
            await PublishAsync(body);
        }

        var store = worker.Get<DeadLetterStore>();
        await Eventually.HoldsAsync(
            async () => (await store.ListAsync(new DeadLetterFilter(), null, 10, CancellationToken.None)).Items is [{ Count: 3 }], Deadline, worker.Log.Tail);
        var letter = await store.FindAsync((await store.ListAsync(new DeadLetterFilter(), null, 10, CancellationToken.None)).Items[0].Id, CancellationToken.None);
        Assert.Equal(body, System.Text.Encoding.UTF8.GetString(letter!.Body));
        Assert.Equal(("heimdall.wakeups.live", "the tests"), (letter.Queue, letter.Headers.GetProperty("sender").GetString()));
        Assert.Equal("live", letter.Headers.GetProperty("amqp.routing_key").GetString());
        Assert.Contains("not the JSON of a wake-up", letter.Reason, StringComparison.Ordinal);
        await worker.StopAsync();
        Assert.Equal(0u, await ReadyAsync());
    }

    private async Task PublishAsync(string body)
    {
        await using var connection = await Factory().CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        var properties = new BasicProperties { Headers = new Dictionary<string, object?>(StringComparer.Ordinal) { ["sender"] = "the tests"u8.ToArray() } };
        await channel.BasicPublishAsync(WakeUpTopology.Exchange, "live", mandatory: true, properties, System.Text.Encoding.UTF8.GetBytes(body));
        await connection.CloseAsync();
    }

    private async Task<uint> ReadyAsync()
    {
        await using var connection = await Factory().CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var count = await channel.MessageCountAsync(WakeUpTopology.QueueOf(Lane.Live));
        await connection.CloseAsync();
        return count;
    }

    private ConnectionFactory Factory() => new() { Uri = new Uri(broker.ConnectionString) };
}
