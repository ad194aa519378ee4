using RabbitMQ.Client;

namespace Heimdall.Ledger.WakeUps;

/// <summary>
/// The exchange and the queue of every lane. They are declared by whoever comes first, always alike: a declaration that differs is
/// refused by the broker.
/// </summary>
/// <remarks>
/// Classic queues named as such, so that a virtual host's default type changes nothing; bounded, and losing the oldest first, because a
/// wake-up is only a hint and the announcer repeats it. All of it means the same from RabbitMQ 3.10 to 4.
/// </remarks>
public static class WakeUpTopology
{
    public const string Exchange = "heimdall.wakeups";

    /// <summary>Wake-ups that a queue holds at most.</summary>
    public const int MaxQueuedMessages = 100_000;

    internal static IReadOnlyList<Lane> Lanes { get; } = [Lane.Live, Lane.Backfill];

    public static string QueueOf(Lane lane) => $"{Exchange}.{lane.Name}";

    internal static async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(
            Exchange, ExchangeType.Direct, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        foreach (var lane in Lanes)
        {
            var arguments = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["x-queue-type"] = "classic",
                ["x-max-length"] = MaxQueuedMessages,
                ["x-overflow"] = "drop-head",
            };
            await channel.QueueDeclareAsync(
                QueueOf(lane), durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellationToken);
            await channel.QueueBindAsync(QueueOf(lane), Exchange, lane.Name, cancellationToken: cancellationToken);
        }
    }
}
