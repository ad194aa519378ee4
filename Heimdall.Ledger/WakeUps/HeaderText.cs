using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using RabbitMQ.Client;

namespace Heimdall.Ledger.WakeUps;

/// <summary>A value of an AMQP table as text for a reader: what a sender nobody knows may put there, of any type and depth.</summary>
internal static class HeaderText
{
    private const int MaxLength = 1000;
    private const int MaxDepth = 8;
    private const string Cutting = "…";

    /// <returns>Up to 1,000 characters.</returns>
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Append(text, value, depth: 0);
        return Cut(text.ToString());
    }

    /// <summary>Cuts a text to 1,000 characters.</summary>
    public static string Cut(string text) => text.Length > MaxLength ? string.Concat(text.AsSpan(0, MaxLength - 1), Cutting) : text;

    private static void Append(StringBuilder text, object? value, int depth)
    {
        // Longer than what is kept, or deeper than anybody reads: the rest is left out.
        if (text.Length > MaxLength)
        {
            return;
        }

        switch (value)
        {
            case IDictionary<string, object?> or IList when depth == MaxDepth && value is not byte[]:
                text.Append(Cutting);
                break;
            case IDictionary<string, object?> table:
                AppendAll(text, '{', table, '}', entry =>
                {
                    text.Append(Cut(entry.Key)).Append(": ");
                    Append(text, entry.Value, depth + 1);
                });
                break;
            case byte[] bytes:
                text.Append(Of(bytes));
                break;
            case IList list:
                AppendAll(text, '[', list.Cast<object?>(), ']', item => Append(text, item, depth + 1));
                break;
            default:
                text.Append(OfOne(value));
                break;
        }
    }

    private static void AppendAll<T>(StringBuilder text, char open, IEnumerable<T> items, char close, Action<T> append)
    {
        text.Append(open);
        foreach (var (index, item) in items.Index())
        {
            if (text.Length > MaxLength)
            {
                return;
            }

            text.Append(index > 0 ? ", " : "");
            append(item);
        }

        text.Append(close);
    }

    private static string OfOne(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        BinaryTableValue binary => Of(binary.Bytes),
        AmqpTimestamp time => Of(time),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    // A text arrives as its bytes. What is none is told as such: replaced characters would hide what it was.
    private static string Of(byte[] bytes) =>
        Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : $"base64:{Convert.ToBase64String(bytes.AsSpan(0, Math.Min(bytes.Length, MaxLength)))}";

    // Some senders write milliseconds, which lie beyond the year 9999: told as the number that they are.
    private static string Of(AmqpTimestamp time) =>
        time.UnixTime >= 0 && time.UnixTime <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(time.UnixTime).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : time.UnixTime.ToString(CultureInfo.InvariantCulture);
}
