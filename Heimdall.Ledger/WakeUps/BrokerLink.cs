using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Heimdall.Ledger.WakeUps;

/// <summary>
/// One connection with one channel, made when it is first needed and made anew after it was lost. For one caller at a time.
/// </summary>
/// <remarks>
/// The client's own recovery is not relied on: it restores an old state in the background, at moments nobody sees, while a new
/// connection with a new declaration is simple and is what the first start does, too.
/// </remarks>
internal sealed partial class BrokerLink(IConnectionFactory factory, string name, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private static readonly CreateChannelOptions Confirmed = new(
        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    private IConnection? _connection;
    private IChannel? _channel;

    /// <summary>The open channel, with exchange and queues declared on it.</summary>
    public async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        if (_channel is { IsOpen: true } open && _connection is { IsOpen: true })
        {
            return open;
        }

        await CloseAsync();
        _connection = await factory.CreateConnectionAsync(name, cancellationToken);
        _channel = await _connection.CreateChannelAsync(Confirmed, cancellationToken);
        await WakeUpTopology.DeclareAsync(_channel, cancellationToken);
        return _channel;
    }

    /// <summary>Gives up connection and channel, in whatever state they are; the next <see cref="OpenAsync"/> makes new ones.</summary>
    public async Task CloseAsync()
    {
        var (channel, connection) = (_channel, _connection);
        (_channel, _connection) = (null, null);
        try
        {
            if (connection is not null)
            {
                // The connection's end is its channel's, too; aborting does not throw on what is lost already.
                await connection.AbortAsync(CloseTimeout);
                await connection.DisposeAsync();
            }

            if (channel is not null)
            {
                await channel.DisposeAsync();
            }
        }
        catch (Exception e) when (BrokerFaults.IsWorldAtFault(e, CancellationToken.None))
        {
            LogCloseFailed(e, name);
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    [LoggerMessage(LogLevel.Debug, "The lost connection {Name} to the broker did not close properly")]
    private partial void LogCloseFailed(Exception exception, string name);
}
