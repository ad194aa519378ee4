using System.Text;
using Heimdall.Ledger.WakeUps;

namespace Heimdall.Tests.Ledger.WakeUps;

public sealed class WakeUpMessageTests
{
    private static readonly Guid Job = Guid.Parse("0197fc12-aaaa-7bbb-8ccc-dddddddddddd");

    [Fact]
    public void The_form_on_the_wire_is_fixed()
    {
        Assert.Equal(
            """{"v":1,"lane":"live","job_id":"0197fc12-aaaa-7bbb-8ccc-dddddddddddd"}""",
            Encoding.UTF8.GetString(WakeUpMessage.Encode(new WakeUp(Lane.Live, Job))));
        Assert.Equal(
            """{"v":1,"lane":"backfill","job_id":"0197fc12-aaaa-7bbb-8ccc-dddddddddddd","traceparent":"00-ab-cd-01"}""",
            Encoding.UTF8.GetString(WakeUpMessage.Encode(new WakeUp(Lane.Backfill, Job, "00-ab-cd-01"))));
    }

    [Fact]
    public void What_was_encoded_is_decoded()
    {
        foreach (var wakeUp in new[] { new WakeUp(Lane.Live, Job), new WakeUp(Lane.Backfill, Job, new string('a', 128)) })
        {
            Assert.True(WakeUpMessage.TryDecode(WakeUpMessage.Encode(wakeUp), out var decoded, out _));
            Assert.Equal(wakeUp, decoded);
        }
    }

    [Fact]
    public void Properties_of_later_versions_are_ignored() =>
        Assert.True(WakeUpMessage.TryDecode(
            """{"job_id":"0197fc12-aaaa-7bbb-8ccc-dddddddddddd","new":{"a":[1]},"lane":"live","v":1}"""u8, out _, out _));

    [Theory]
    [InlineData("", "empty")]
    [InlineData("hello", "not the JSON of a wake-up: 'h' is an invalid start of a value ($, line 1, byte 1)")]
    [InlineData("null", "null instead of an object")]
    [InlineData("[1]", "could not be converted to a wake-up ($, line 1, byte 2)")]
    [InlineData("""{"lane":"live","job_id":"0197fc12-aaaa-7bbb-8ccc-dddddddddddd"}""", "not the JSON")]
    [InlineData("""{"v":1,"lane":"live"}""", "for type 'a wake-up' was missing required properties including: 'job_id'")]
    [InlineData("""{"v":1,"lane":null,"job_id":"0197fc12-aaaa-7bbb-8ccc-dddddddddddd"}""", "not the JSON")]
    [InlineData("""{"v":1,"lane":"live","job_id":"seven"}""", "not the JSON")]
    [InlineData("""{"v":1,"v":1,"lane":"live","job_id":"0197fc12-aaaa-7bbb-8ccc-dddddddddddd"}""", "not the JSON")]
    [InlineData("""{"v":2,"lane":"live","job_id":"0197fc12-aaaa-7bbb-8ccc-dddddddddddd"}""", "version 2")]
    [InlineData("""{"v":1,"lane":"fast","job_id":"0197fc12-aaaa-7bbb-8ccc-dddddddddddd"}""", "unknown lane")]
    public void Anything_else_is_refused_with_the_reason(string body, string expected)
    {
        Assert.False(WakeUpMessage.TryDecode(Encoding.UTF8.GetBytes(body), out _, out var reason));
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_body_is_not_even_parsed()
    {
        var body = Encoding.UTF8.GetBytes(new string(' ', 4097));

        Assert.False(WakeUpMessage.TryDecode(body, out _, out var reason));
        Assert.Equal("longer than 4096 bytes", reason);
    }

    [Fact]
    public void A_long_trace_context_is_not_sent() =>
        Assert.Throws<ArgumentException>(() => WakeUpMessage.Encode(new WakeUp(Lane.Live, Job, new string('a', 129))));
}
