using System.Diagnostics;
using Heimdall.ServiceDefaults.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heimdall.Tests.ServiceDefaults;

public sealed class LineFormatterTests
{
    private static readonly ManualTime Clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Fact]
    public void An_event_is_one_line()
    {
        Activity.Current = null;
        Assert.Equal("2026-01-02T03:04:05.000Z warn Worker: something odd, on two lines\n", Line("something odd,\non two lines"));
    }

    [Fact]
    public void Inside_a_trace_the_line_ends_with_its_id()
    {
        using var activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();
        Assert.Equal($"2026-01-02T03:04:05.000Z warn Worker: done trace_id={activity.TraceId}\n", Line("done"));
    }

    private static string Line(string message)
    {
        using var writer = new StringWriter();
        new LineFormatter(Clock).Write(new LogEntry<string>(LogLevel.Warning, "Some.Where.Worker", default, message, null, (state, _) => state), null, writer);
        return writer.ToString();
    }
}
