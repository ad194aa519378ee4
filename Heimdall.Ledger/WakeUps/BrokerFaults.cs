using System.Net.Sockets;
using RabbitMQ.Client.Exceptions;

namespace Heimdall.Ledger.WakeUps;

/// <summary>The broker is out of reach, refuses, or did not confirm; trying again may help, and may repeat what was sent.</summary>
public sealed class BrokerUnavailableException(string message, Exception? innerException = null) : IOException(message, innerException);

/// <summary>Tells the world's faults from the program's.</summary>
internal static class BrokerFaults
{
    public static bool IsWorldAtFault(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,

        // A channel that the connection's loss disposed under a call.
        ObjectDisposedException => true,
        RabbitMQClientException or IOException or SocketException or TimeoutException => true,
        _ => false,
    };

    public static BrokerUnavailableException Unavailable(Exception inner) =>
        inner as BrokerUnavailableException ?? new BrokerUnavailableException($"The broker is unavailable: {Describe(inner)}", inner);

    private static string Describe(Exception inner) => inner switch
    {
        OperationCanceledException => "it did not answer in time",
        PublishException { IsReturn: true } => "it has no queue for the message",
        PublishException => "it refused the message",
        BrokerUnreachableException { InnerException: { } cause } => cause.Message,
        _ => inner.Message,
    };
}
