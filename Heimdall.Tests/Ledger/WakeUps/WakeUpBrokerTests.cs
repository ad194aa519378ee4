using System.Diagnostics;
using System.Text;
using Heimdall.Ledger.WakeUps;
using Heimdall.Tests.Servers;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using static Heimdall.Tests.Ledger.WakeUps.WakeUpsOverBroker;

namespace Heimdall.Tests.Ledger.WakeUps;

[Collection(BrokerTests.Name)]
public sealed class WakeUpBrokerTests(TestBroker broker)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [BrokerFact]
    public async Task What_was_published_is_in_its_lanes_queue_when_the_call_returns()
    {
        await using var wakeUps = await OpenAsync(broker);

        await wakeUps.Publisher.PublishAsync([.. Enumerable.Range(0, 500).Select(_ => NewWakeUp()), NewWakeUp(Lane.Backfill)], default);

        Assert.Equal(500u, await wakeUps.ReadyAsync(Lane.Live));
        Assert.Equal(1u, await wakeUps.ReadyAsync(Lane.Backfill));
    }

    [BrokerFact]
    public async Task A_published_message_is_persistent_json()
    {
        await using var wakeUps = await OpenAsync(broker);
        var sent = NewWakeUp() with { Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
        await wakeUps.Publisher.PublishAsync([sent], default);

        var got = await wakeUps.OnChannelAsync(channel => channel.BasicGetAsync(WakeUpTopology.QueueOf(Lane.Live), autoAck: true));

        Assert.True(got!.BasicProperties.Persistent);
        Assert.Equal(
            $$"""{"v":1,"lane":"live","job_id":"{{sent.JobId}}","traceparent":"{{sent.Traceparent}}"}""",
            Encoding.UTF8.GetString(got.Body.Span));
    }

    [BrokerFact]
    public async Task A_wake_up_comes_to_the_listener_with_its_lane()
    {
        await using var wakeUps = await OpenAsync(broker);
        wakeUps.Listen();
        foreach (var sent in new[] { NewWakeUp() with { Traceparent = "00-a-b-01" }, NewWakeUp(Lane.Backfill) })
        {
            await wakeUps.Publisher.PublishAsync([sent], default);

            Assert.Equal(sent, await wakeUps.NextAsync());
        }
    }

    [BrokerFact]
    public async Task A_wake_up_is_acknowledged_on_receipt_not_after_its_handling()
    {
        await using var wakeUps = await OpenAsync(broker);
        var inHandler = new TaskCompletionSource();
        wakeUps.Listen(async (_, token) =>
        {
            inHandler.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        });
        await wakeUps.Publisher.PublishAsync([.. Enumerable.Range(0, 40).Select(_ => NewWakeUp())], default);
        await inHandler.Task.WaitAsync(Deadline);

        // More than the broker sends ahead: the queue is only empty when deliveries were acknowledged while the handler hangs.
        await Eventually.HoldsAsync(async () => await wakeUps.ReadyAsync(Lane.Live) == 0, Deadline, () => "the queue is empty");
        await wakeUps.StopListeningAsync();

        // What was not acknowledged would be back now.
        Assert.Equal(0u, await wakeUps.ReadyAsync(Lane.Live));
    }

    [BrokerFact]
    public async Task A_handler_that_throws_is_logged_and_the_next_wake_up_comes()
    {
        await using var wakeUps = await OpenAsync(broker);
        var second = new TaskCompletionSource();
        var calls = 0;
        wakeUps.Listen((_, _) =>
        {
            if (++calls == 1)
            {
                throw new InvalidOperationException("no");
            }

            second.SetResult();
            return Task.CompletedTask;
        });

        await wakeUps.Publisher.PublishAsync([NewWakeUp(), NewWakeUp()], default);

        await second.Task.WaitAsync(Deadline);
        Assert.Contains(wakeUps.ListenerLog.Lines, line => line is { Level: LogLevel.Error, Text: "The handler of a wake-up failed" });
    }

    [BrokerFact]
    public async Task An_undecodable_message_is_told_once_and_is_in_nobodys_way()
    {
        await using var wakeUps = await OpenAsync(broker);
        wakeUps.Listen();
        await wakeUps.Publisher.PublishAsync([NewWakeUp()], default);
        await wakeUps.NextAsync();

        await wakeUps.OnChannelAsync(async channel =>
        {
            await channel.BasicPublishAsync(WakeUpTopology.Exchange, "live", mandatory: true, "hello"u8.ToArray());
            return true;
        });
        var next = NewWakeUp();
        await wakeUps.Publisher.PublishAsync([next], default);

        Assert.Equal(next, await wakeUps.NextAsync());
        var told = Assert.Single(await DrainAsync(wakeUps));
        Assert.Equal(("heimdall.wakeups.live", 5), (told.Queue, told.Bytes));
        Assert.Equal("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", told.Fingerprint);
        Assert.Equal("hello", Encoding.UTF8.GetString(told.Head.Span));
        Assert.Contains(
            wakeUps.ListenerLog.Lines,
            line => line.Level == LogLevel.Error && line.Text.Contains(told.Fingerprint, StringComparison.Ordinal));
        await wakeUps.StopListeningAsync();
        Assert.Equal(0u, await wakeUps.ReadyAsync(Lane.Live));
    }

    [BrokerFact]
    public async Task A_message_that_could_not_be_kept_comes_again_after_a_pause_and_is_in_nobodys_way()
    {
        await using var wakeUps = await OpenAsync(broker);
        var told = new List<(string Fingerprint, long At)>();
        var kept = new TaskCompletionSource();
        wakeUps.ListenForOthers((undecodable, _) =>
        {
            told.Add((undecodable.Fingerprint, Stopwatch.GetTimestamp()));
            if (told.Count < 3)
            {
                throw new IOException("the database is out of reach");
            }

            kept.SetResult();
            return Task.CompletedTask;
        });
        await wakeUps.Publisher.PublishAsync([NewWakeUp()], default);
        await wakeUps.NextAsync();
        await wakeUps.OnChannelAsync(async channel =>
        {
            await channel.BasicPublishAsync(WakeUpTopology.Exchange, "live", mandatory: true, "hello"u8.ToArray());
            return true;
        });
        var next = NewWakeUp();
        await wakeUps.Publisher.PublishAsync([next], default);

        Assert.Equal(next, await wakeUps.NextAsync());
        await kept.Task.WaitAsync(Deadline);
        Assert.Single(told.Select(one => one.Fingerprint).Distinct());
        Assert.True(Stopwatch.GetElapsedTime(told[0].At, told[2].At) >= Quick.MaxReconnectPause * 1.9);

        // What comes after it is received after its acknowledgement.
        await wakeUps.Publisher.PublishAsync([NewWakeUp()], default);
        await wakeUps.NextAsync();
        await wakeUps.StopListeningAsync();
        Assert.Equal(0u, await wakeUps.ReadyAsync(Lane.Live));
    }

    [BrokerFact]
    public async Task A_wake_up_that_no_queue_takes_is_no_success_and_the_next_call_mends_it()
    {
        await using var wakeUps = await OpenAsync(broker);
        await wakeUps.Publisher.PublishAsync([NewWakeUp()], default);
        await wakeUps.DeleteQueuesAsync();

        await Assert.ThrowsAsync<BrokerUnavailableException>(() => wakeUps.Publisher.PublishAsync([NewWakeUp()], default));

        await wakeUps.Publisher.PublishAsync([NewWakeUp()], default);
        Assert.Equal(1u, await wakeUps.ReadyAsync(Lane.Live));
    }

    [BrokerFact]
    public async Task A_listener_whose_queue_was_deleted_declares_it_again()
    {
        await using var wakeUps = await OpenAsync(broker);
        wakeUps.Listen();
        await wakeUps.Publisher.PublishAsync([NewWakeUp()], default);
        await wakeUps.NextAsync();

        await wakeUps.DeleteQueuesAsync();

        await Eventually.HoldsAsync(
            () => wakeUps.ListenerLog.Lines.Count(line => line.Text == "Listening for wake-ups") >= 2, Deadline, "listening again");
    }

    [BrokerFact]
    public async Task A_broker_that_is_down_fails_the_call_and_after_its_return_all_goes_on()
    {
        await using var wakeUps = await OpenAsync(broker);
        wakeUps.Listen();
        await wakeUps.Publisher.PublishAsync([NewWakeUp()], default);
        await wakeUps.NextAsync();

        await broker.StopNodeAsync();
        var started = Stopwatch.GetTimestamp();
        await Assert.ThrowsAsync<BrokerUnavailableException>(() => wakeUps.Publisher.PublishAsync([NewWakeUp()], default));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(
            () => wakeUps.ListenerLog.Lines.Any(line => line.Level == LogLevel.Warning), Deadline, "the listener says that it lost it");
        await broker.StartNodeAsync();

        var sent = NewWakeUp();
        await wakeUps.Publisher.PublishAsync([sent], default);
        Assert.Equal(sent, await wakeUps.NextAsync());

        // Many attempts, one outage.
        Assert.Single(wakeUps.ListenerLog.Lines, line => line.Level == LogLevel.Warning);
        Assert.Equal(2, wakeUps.ListenerLog.Lines.Count(line => line.Text == "Listening for wake-ups"));
    }

    [BrokerFact]
    public async Task What_was_confirmed_survives_the_brokers_sudden_death()
    {
        await using var wakeUps = await OpenAsync(broker);
        await wakeUps.Publisher.PublishAsync([.. Enumerable.Range(0, 300).Select(_ => NewWakeUp(Lane.Backfill))], default);

        await broker.KillNodeAsync();
        await broker.StartNodeAsync();

        Assert.Equal(300u, await wakeUps.ReadyAsync(Lane.Backfill));
    }

    [BrokerFact]
    public async Task A_broker_that_dies_amid_a_call_never_makes_it_a_success_it_was_not()
    {
        await using var wakeUps = await OpenAsync(broker);
        await wakeUps.Publisher.PublishAsync([NewWakeUp()], default);
        var calls = 0;
        var publishing = Task.Run(async () =>
        {
            while (true)
            {
                await wakeUps.Publisher.PublishAsync([.. Enumerable.Range(0, 100).Select(_ => NewWakeUp(Lane.Backfill))], default);
                Interlocked.Increment(ref calls);
            }
        });
        await Eventually.HoldsAsync(() => Volatile.Read(ref calls) >= 3, Deadline, "three calls");

        await broker.KillNodeAsync();
        await Assert.ThrowsAsync<BrokerUnavailableException>(() => publishing.WaitAsync(Deadline));
        await broker.StartNodeAsync();

        Assert.True(await wakeUps.ReadyAsync(Lane.Backfill) >= calls * 100);
    }

    [Fact]
    public async Task A_broker_that_never_was_fails_the_call_soon()
    {
        var factory = new ConnectionFactory { Uri = new Uri($"amqp://heimdall:hush@127.0.0.1:{FreePorts.FindBlock(1)}") };
        await using var publisher = new WakeUpPublisher(factory, Quick, TimeProvider.System, new RecordedLog<WakeUpPublisher>());

        var thrown = await Assert.ThrowsAsync<BrokerUnavailableException>(() => publisher.PublishAsync([NewWakeUp()], default));

        Assert.DoesNotContain("hush", thrown.ToString(), StringComparison.Ordinal);
    }

    private static async Task<List<UndecodableWakeUp>> DrainAsync(WakeUpsOverBroker wakeUps)
    {
        wakeUps.Undecodable.Writer.Complete();
        return await wakeUps.Undecodable.Reader.ReadAllAsync().ToListAsync();
    }
}
