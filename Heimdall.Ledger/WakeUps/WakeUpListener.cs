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
    private bool _isToldLost;
    private long? _listeningSince;

    /// <summary>Listens until it is cancelled, connecting anew after every loss with growing pauses.</summary>
    /// <param name="onWakeUp">Called for one wake-up after the other, each acknowledged already. What it throws is logged.</param>
    /// <param name="onUndecodable">
    /// Called for every message that is no wake-up; it is acknowledged when the call has returned. Where it throws, the message goes back to
    /// its queue after a pause and comes again.
    /// </param>
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
                // What is lost at once, again and again, is waited for as if it could not be reached.
                if (_listeningSince is { } since && timeProvider.GetElapsedTime(since) >= options.MaxReconnectPause)
                {
                    _failuresInARow = 0;
                }

                _listeningSince = null;
                TellLost(e.Message);
                await Task.Delay(NextPause(), timeProvider, cancellationToken);
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

        _listeningSince = timeProvider.GetTimestamp();
        _isToldLost = false;
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
            if (reason is not null && !await IsToldAsync(queue, delivery, reason, onUndecodable, cancellationToken))
            {
                // Not waited for: good wake-ups come meanwhile. Those held back are bounded by the prefetch.
                _ = ReturnAsync(channel, delivery.DeliveryTag, waiting, cancellationToken);
                return;
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

    /// <returns>False where whoever is told could not take it: it must not be lost.</returns>
    private async Task<bool> IsToldAsync(
        string queue,
        BasicDeliverEventArgs delivery,
        string reason,
        Func<UndecodableWakeUp, CancellationToken, Task> onUndecodable,
        CancellationToken cancellationToken)
    {
        // The client reuses the memory of a delivery: what outlives the call is a copy.
        var body = delivery.Body;
        var told = new UndecodableWakeUp(
            queue,
            Convert.ToHexStringLower(SHA256.HashData(body.Span)),
            body.Length,
            body[..Math.Min(body.Length, UndecodableWakeUp.MaxHeadBytes)].ToArray(),
            reason,
            DeliveryHeaders.Read(delivery.BasicProperties, delivery.Exchange, delivery.RoutingKey));
        LogUndecodable(queue, told.Fingerprint, told.Bytes, reason);
        try
        {
            await onUndecodable(told, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogNotTold(told.Fingerprint, e.Message);
            return false;
        }
    }

    /// <summary>Gives a delivery back to its queue, after a pause: the broker sends it again at once.</summary>
    private async Task ReturnAsync(IChannel channel, ulong deliveryTag, ChannelWriter<WakeUp> waiting, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(options.MaxReconnectPause, timeProvider, cancellationToken);
            await channel.BasicNackAsync(deliveryTag, multiple: false, requeue: true, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogLeftUnacknowledged(deliveryTag);
        }
        catch (Exception e) when (BrokerFaults.IsWorldAtFault(e, cancellationToken))
        {
            waiting.TryComplete(BrokerFaults.Unavailable(e));
        }
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

    // Once an outage; that it is over is told by listening again.
    private void TellLost(string reason)
    {
        if (!_isToldLost)
        {
            LogLost(reason);
            _isToldLost = true;
        }
        else
        {
            LogStillLost(reason);
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

    [LoggerMessage(LogLevel.Warning, "Not listening for wake-ups, and trying until it works again: {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(LogLevel.Debug, "Still not listening for wake-ups: {Reason}")]
    private partial void LogStillLost(string reason);

    [LoggerMessage(LogLevel.Error, "A message in {Queue} is no wake-up (fingerprint {Fingerprint}, {Bytes} bytes): {Reason}")]
    private partial void LogUndecodable(string queue, string fingerprint, int bytes, string reason);

    [LoggerMessage(LogLevel.Warning, "The message with the fingerprint {Fingerprint} could not be kept, it goes back to its queue: {Reason}")]
    private partial void LogNotTold(string fingerprint, string reason);

    [LoggerMessage(LogLevel.Debug, "Delivery {DeliveryTag} is left to the broker, which gives it to the next listener")]
    private partial void LogLeftUnacknowledged(ulong deliveryTag);

    [LoggerMessage(LogLevel.Error, "The handler of a wake-up failed")]
    private partial void LogHandlerFailed(Exception exception);
}
