using Heimdall.Ledger.WakeUps;
using RabbitMQ.Client;

namespace Heimdall.Tests.Ledger.WakeUps;

public sealed class HeaderTextTests
{
    public static TheoryData<object?, string> Values => new()
    {
        { null, "" },
        { "sender"u8.ToArray(), "sender" },
        { new byte[] { 0xff, 0xfe }, "base64://4=" },
        { new BinaryTableValue([0xff, 0xfe]), "base64://4=" },
        { true, "true" },
        { -5L, "-5" },
        { 1.5, "1.5" },
        { new AmqpTimestamp(1_767_225_600), "2026-01-01T00:00:00Z" },
        { new AmqpTimestamp(1_767_225_600_000), "1767225600000" },
        { new List<object?> { "a"u8.ToArray(), 2, null }, "[a, 2, ]" },
        { Death, "[{queue: events, count: 3, routing-keys: [live]}]" },
    };

    // As the broker itself adds it to what was dead-lettered: it says where the message comes from.
    private static List<object?> Death =>
    [
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["queue"] = "events"u8.ToArray(),
            ["count"] = 3L,
            ["routing-keys"] = new List<object?> { "live"u8.ToArray() },
        },
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_is_told_as_what_it_is(object? value, string text) => Assert.Equal(text, HeaderText.Of(value));

    [Fact]
    public void What_is_nested_too_deep_is_cut()
    {
        object? value = "x"u8.ToArray();
        for (var depth = 0; depth < 10_000; depth++)
        {
            value = new List<object?> { value };
        }

        Assert.Equal("[[[[[[[[…]]]]]]]]", HeaderText.Of(value));
    }

    [Fact]
    public void What_is_too_long_is_cut_and_says_so()
    {
        var text = HeaderText.Of(Enumerable.Repeat<object?>("0123456789"u8.ToArray(), 1_000_000).ToList());
        Assert.Equal(1000, text.Length);
        Assert.EndsWith("…", text, StringComparison.Ordinal);
        Assert.Equal(1000, HeaderText.Cut(new string('x', 1001)).Length);
    }

    [Fact]
    public void A_header_cannot_stand_for_a_property()
    {
        var properties = new BasicProperties
        {
            ReplyTo = "answers",
            Type = "order",
            Timestamp = new AmqpTimestamp(1_767_225_600),
            Headers = new Dictionary<string, object?>(StringComparer.Ordinal) { ["amqp.exchange"] = "forged", ["x-death"] = Death },
        };

        var read = DeliveryHeaders.Read(properties, "events", "live");

        Assert.Equal("events", read["amqp.exchange"]);
        Assert.Equal(("answers", "order", "2026-01-01T00:00:00Z"), (read["amqp.reply_to"], read["amqp.type"], read["amqp.timestamp"]));
        Assert.Equal("[{queue: events, count: 3, routing-keys: [live]}]", read["x-death"]);
    }
}
