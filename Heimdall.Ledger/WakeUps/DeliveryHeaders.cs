using System.Globalization;
using System.Text;
using RabbitMQ.Client;

namespace Heimdall.Ledger.WakeUps;

/// <summary>Headers and properties of a delivery as text, to tell whoever looks at it where it comes from.</summary>
internal static class DeliveryHeaders
{
    private const int MostHeaders = 100;
    private const int MaxTextLength = 1000;

    /// <returns>Up to 100 texts of up to 1,000 characters each; a header's name is that of the message, a property's begins with <c>amqp.</c>.</returns>
    public static IReadOnlyDictionary<string, string> Read(IReadOnlyBasicProperties properties, string exchange, string routingKey)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["amqp.exchange"] = Cut(exchange),
            ["amqp.routing_key"] = Cut(routingKey),
        };
        AddIfSet(read, "amqp.content_type", properties.ContentType);
        AddIfSet(read, "amqp.message_id", properties.MessageId);
        AddIfSet(read, "amqp.app_id", properties.AppId);
        AddIfSet(read, "amqp.user_id", properties.UserId);
        foreach (var (name, value) in (properties.Headers ?? new Dictionary<string, object?>(StringComparer.Ordinal)).Take(MostHeaders))
        {
            read[Cut(name)] = Cut(Text(value));
        }

        return read;
    }

    private static void AddIfSet(Dictionary<string, string> read, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            read[name] = Cut(value);
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        byte[] text => Encoding.UTF8.GetString(text),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Cut(string text) => text.Length > MaxTextLength ? text[..MaxTextLength] : text;
}
