using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Heimdall.ServiceDefaults.Broker;

/// <summary>Asks the broker for an answer, over one connection that is kept while it is good.</summary>
internal sealed partial class BrokerProbe(IConnectionFactory factory, ILogger<BrokerProbe> logger) : IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private IConnection? _connection;

    /// <summary>Returns when the broker opened a channel; throws what kept it from doing so.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _connection ??= await factory.CreateConnectionAsync("heimdall health", cancellationToken);
            await using var channel = await _connection.CreateChannelAsync(cancellationToken: cancellationToken);
            await channel.CloseAsync(cancellationToken);
        }
        catch
        {
            await CloseAsync();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _turn.Dispose();
    }

    private async Task CloseAsync()
    {
        var connection = _connection;
        _connection = null;
        if (connection is null)
        {
            return;
        }

        try
        {
            await connection.AbortAsync(CloseTimeout);
            await connection.DisposeAsync();
        }
        catch (Exception e) when (e is RabbitMQClientException or IOException or ObjectDisposedException)
        {
            LogCloseFailed(e);
        }
    }

    [LoggerMessage(LogLevel.Debug, "The health check's lost connection to the broker did not close properly")]
    private partial void LogCloseFailed(Exception exception);
}
