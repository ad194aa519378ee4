using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Heimdall.Ledger.WakeUps;

/// <summary>
/// Listens for wake-ups for as long as the process lives, whatever happens to the broker. A delivery is acknowledged on receipt, never
/// held for the length of a job.
/// </summary>
public sealed partial class WakeUpListener(
    IConnectionFactory factory,
    WakeUpOptions options,
    TimeProvider timeProvider,
    ILogger<WakeUpListener> logger)
{
    // Hints that wait for the handler. When more come, the oldest go: those that are left say the same.
    private const int MaxWaitingWakeUps = 64;

    private int _failuresInARow;

    /// <summary>Listens until it is cancelled, connecting anew after every loss with growing pauses.</summary>
    /// <param name="onWakeUp">Called for one wake-up after the other, each acknowledged already. What it throws is logged.</param>
    /// <param name="onUndecodable">Called for every message that is no wake-up, before its acknowledgement. Throwing is logged.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    public async Task RunAsync(
        Func<WakeUp, CancellationToken, Task> onWakeUp,
        Func<UndecodableWakeUp, CancellationToken, Task> onUndecodable,
        CancellationToken cancellationToken)
    {
        options.Validate();
        while (true)
        {
            try
            {
                await RunOnceAsync(onWakeUp, onUndecodable, cancellationToken);
            }
            catch (BrokerUnavailableException e)
            {
                var pause = NextPause();
                LogLost(e.Message, pause.TotalSeconds);
                await Task.Delay(pause, timeProvider, cancellationToken);
            }
        }
    }

    /// <summary>Listens over one connection; returns only by an exception.</summary>
    /// <exception cref="BrokerUnavailableException">The broker could not be reached or was lost.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task RunOnceAsync(
        Func<WakeUp, CancellationToken, Task> onWakeUp,
        Func<UndecodableWakeUp, CancellationToken, Task> onUndecodable,
        CancellationToken cancellationToken)
    {
        var waiting = Channel.CreateBounded<WakeUp>(
            new BoundedChannelOptions(MaxWaitingWakeUps) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        await using var link = new BrokerLink(factory, "heimdall wake-up listener", logger);
        try
        {
            await ConsumeAsync(link, waiting.Writer, onUndecodable, cancellationToken);
            await foreach (var wakeUp in waiting.Reader.ReadAllAsync(cancellationToken))
            {
                await CallAsync(onWakeUp, wakeUp, cancellationToken);
            }
        }
        catch (Exception e) when (BrokerFaults.IsWorldAtFault(e, cancellationToken))
        {
            throw BrokerFaults.Unavailable(e);
        }
    }

    private async Task ConsumeAsync(
        BrokerLink link,
        ChannelWriter<WakeUp> waiting,
        Func<UndecodableWakeUp, CancellationToken, Task> onUndecodable,
        CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConfirmTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var channel = await link.OpenAsync(either.Token);
        channel.ChannelShutdownAsync += (_, shutdown) =>
        {
            waiting.TryComplete(new BrokerUnavailableException($"The broker is unavailable: {shutdown.ReplyText}"));
            return Task.CompletedTask;
        };
        await channel.BasicQosAsync(prefetchSize: 0, options.Prefetch, global: false, either.Token);
        foreach (var queue in WakeUpTopology.Lanes.Select(WakeUpTopology.QueueOf))
        {
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, delivery) => ReceiveAsync(channel, queue, delivery, waiting, onUndecodable, cancellationToken);
            consumer.UnregisteredAsync += (_, _) =>
            {
                waiting.TryComplete(new BrokerUnavailableException($"The broker is unavailable: it closed the queue {queue}"));
                return Task.CompletedTask;
            };
            await channel.BasicConsumeAsync(queue, autoAck: false, consumer, either.Token);
        }

        _failuresInARow = 0;
        LogListening();
    }

    private async Task ReceiveAsync(
        IChannel channel,
        string queue,
        BasicDeliverEventArgs delivery,
        ChannelWriter<WakeUp> waiting,
        Func<UndecodableWakeUp, CancellationToken, Task> onUndecodable,
        CancellationToken cancellationToken)
    {
        try
        {
            var isWakeUp = WakeUpMessage.TryDecode(delivery.Body.Span, out var wakeUp, out var reason);
            if (reason is not null)
            {
                await TellUndecodableAsync(queue, delivery.Body, reason, onUndecodable, cancellationToken);
            }

            using var activity = wakeUp is null ? null : WakeUpActivities.StartReceive(wakeUp, delivery.BasicProperties);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, cancellationToken);
            if (isWakeUp && wakeUp is not null)
            {
                waiting.TryWrite(wakeUp);
            }
        }
        catch (Exception e) when (BrokerFaults.IsWorldAtFault(e, cancellationToken))
        {
            // Not acknowledged, so it comes again, over the next connection.
            waiting.TryComplete(BrokerFaults.Unavailable(e));
        }
    }

    private Task TellUndecodableAsync(
        string queue,
        ReadOnlyMemory<byte> body,
        string reason,
        Func<UndecodableWakeUp, CancellationToken, Task> onUndecodable,
        CancellationToken cancellationToken)
    {
        // The client reuses the memory of a delivery: what outlives the call is a copy.
        var head = body[..Math.Min(body.Length, WakeUpMessage.MaxBytes)].ToArray();
        var told = new UndecodableWakeUp(queue, Convert.ToHexStringLower(SHA256.HashData(body.Span)), body.Length, head, reason);
        LogUndecodable(queue, told.Fingerprint, told.Bytes, reason);
        return CallAsync(onUndecodable, told, cancellationToken);
    }

    private async Task CallAsync<T>(Func<T, CancellationToken, Task> handler, T argument, CancellationToken cancellationToken)
    {
        try
        {
            await handler(argument, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The listener outlives its handler's failures: the job's row still stands, and the announcer wakes again.
            LogHandlerFailed(e);
        }
    }

    private TimeSpan NextPause()
    {
        var doubled = options.FirstReconnectPause * Math.Pow(2, Math.Min(_failuresInARow++, 20));
        var bounded = doubled < options.MaxReconnectPause ? doubled : options.MaxReconnectPause;

        // Between half and whole, so that many workers do not come back at the same instant.
        return bounded * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    [LoggerMessage(LogLevel.Information, "Listening for wake-ups")]
    private partial void LogListening();

    [LoggerMessage(LogLevel.Warning, "Not listening for wake-ups: {Reason}; the next attempt is in {PauseSeconds:0.0} s")]
    private partial void LogLost(string reason, double pauseSeconds);

    [LoggerMessage(LogLevel.Error, "A message in {Queue} is no wake-up (fingerprint {Fingerprint}, {Bytes} bytes): {Reason}")]
    private partial void LogUndecodable(string queue, string fingerprint, int bytes, string reason);

    [LoggerMessage(LogLevel.Error, "The handler of a wake-up failed")]
    private partial void LogHandlerFailed(Exception exception);
}
