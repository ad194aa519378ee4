using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Heimdall.Ledger.WakeUps;

/// <summary>Sends wake-ups and knows that they arrived: persistent, mandatory, each confirmed by the broker.</summary>
public sealed class WakeUpPublisher : IAsyncDisposable
{
    private readonly WakeUpOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly BrokerLink _link;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Contacts nobody yet: the first wake-ups do.</summary>
    public WakeUpPublisher(IConnectionFactory factory, WakeUpOptions options, TimeProvider timeProvider, ILogger<WakeUpPublisher> logger)
    {
        options.Validate();
        _options = options;
        _timeProvider = timeProvider;
        _link = new BrokerLink(factory, "heimdall wake-up publisher", logger);
    }

    /// <summary>
    /// Sends wake-ups, many at a time, and returns when the broker has taken responsibility for every one. A call that throws may have
    /// sent some: to send all again is harmless.
    /// </summary>
    /// <exception cref="BrokerUnavailableException">The broker is out of reach, refuses, or did not confirm in time.</exception>
    /// <exception cref="ArgumentException">A wake-up's trace context is too long.</exception>
    public async Task PublishAsync(IReadOnlyList<WakeUp> wakeUps, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wakeUps);
        var messages = wakeUps.Select(wakeUp => (WakeUp: wakeUp, Body: WakeUpMessage.Encode(wakeUp))).ToList();
        await _turn.WaitAsync(cancellationToken);
        try
        {
            foreach (var group in messages.Chunk(_options.MaxUnconfirmed))
            {
                await PublishGroupAsync(group, cancellationToken);
            }
        }
        catch (Exception e)
        {
            // Confirmations of a channel that something went wrong on are not waited for again: the next call begins afresh.
            await _link.CloseAsync();
            if (BrokerFaults.IsWorldAtFault(e, cancellationToken))
            {
                throw BrokerFaults.Unavailable(e);
            }

            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        await _link.DisposeAsync();
        _turn.Dispose();
    }

    private async Task PublishGroupAsync((WakeUp WakeUp, byte[] Body)[] group, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.ConfirmTimeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var channel = await _link.OpenAsync(either.Token);
        await Task.WhenAll(group.Select(message => PublishOneAsync(channel, message.WakeUp, message.Body, either.Token)));
    }

    // Completes with the broker's confirmation: the channel tracks them.
    private static async Task PublishOneAsync(IChannel channel, WakeUp wakeUp, byte[] body, CancellationToken cancellationToken)
    {
        using var activity = WakeUpActivities.StartPublish(wakeUp);
        try
        {
            await channel.BasicPublishAsync(
                WakeUpTopology.Exchange,
                wakeUp.Lane.Name,
                mandatory: true,
                new BasicProperties { Persistent = true, ContentType = "application/json", Headers = WakeUpActivities.Headers(activity, wakeUp) },
                body,
                cancellationToken);
        }
        catch (Exception fault)
        {
            activity.Fail(fault);
            throw;
        }
    }
}
