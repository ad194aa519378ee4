using RabbitMQ.Client;

namespace Heimdall.Ledger.WakeUps;

/// <summary>Headers and properties of a delivery as text, to tell whoever looks at it where it comes from.</summary>
internal static class DeliveryHeaders
{
    private const int MostHeaders = 100;

    /// <returns>Texts of up to 1,000 characters each, of up to 100 headers; a header's name is that of the message, a property's begins with <c>amqp.</c>.</returns>
    public static IReadOnlyDictionary<string, string> Read(IReadOnlyBasicProperties properties, string exchange, string routingKey)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in (properties.Headers ?? new Dictionary<string, object?>(StringComparer.Ordinal)).Take(MostHeaders))
        {
            read[HeaderText.Cut(name)] = HeaderText.Of(value);
        }

        // After the headers, whose names the sender chose: none of them stands for a property.
        read["amqp.exchange"] = HeaderText.Cut(exchange);
        read["amqp.routing_key"] = HeaderText.Cut(routingKey);
        AddIfSet(read, "amqp.content_type", properties.ContentType);
        AddIfSet(read, "amqp.content_encoding", properties.ContentEncoding);
        AddIfSet(read, "amqp.type", properties.Type);
        AddIfSet(read, "amqp.app_id", properties.AppId);
        AddIfSet(read, "amqp.user_id", properties.UserId);
        AddIfSet(read, "amqp.message_id", properties.MessageId);
        AddIfSet(read, "amqp.correlation_id", properties.CorrelationId);
        AddIfSet(read, "amqp.reply_to", properties.ReplyTo);
        AddIfSet(read, "amqp.timestamp", properties.IsTimestampPresent() ? HeaderText.Of(properties.Timestamp) : null);
        return read;
    }

    private static void AddIfSet(Dictionary<string, string> read, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            read[name] = HeaderText.Cut(value);
        }
    }
}
