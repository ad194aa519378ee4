using System.Diagnostics;
using System.Text;
using Heimdall.Ledger.Jobs;
using RabbitMQ.Client;

namespace Heimdall.Ledger.WakeUps;

/// <summary>
/// A wake-up's way through the broker, as spans of its job's trace. The context goes in the message's header <c>traceparent</c>; the
/// client's own span of a delivery is no parent for anything, as it begins a trace of its own.
/// </summary>
internal static class WakeUpActivities
{
    private const string Traceparent = "traceparent";

    private static readonly ActivitySource Source = new("Heimdall.Ledger");

    /// <summary>Lasts until the broker has confirmed.</summary>
    public static Activity? StartPublish(WakeUp wakeUp) =>
        Source.StartActivity($"publish {WakeUpTopology.Exchange}", ActivityKind.Producer, ContextOf(wakeUp), TagsOf(wakeUp, "send"));

    /// <summary>Lasts until the delivery is acknowledged and handed on.</summary>
    public static Activity? StartReceive(WakeUp wakeUp, IReadOnlyBasicProperties message) =>
        Source.StartActivity(
            $"receive {WakeUpTopology.QueueOf(wakeUp.Lane)}", ActivityKind.Consumer, Carried(message) ?? ContextOf(wakeUp), TagsOf(wakeUp, "receive"));

    /// <summary>The headers of a message that is sent inside of a span, or of none.</summary>
    public static Dictionary<string, object?> Headers(Activity? publish, WakeUp wakeUp)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal);
        if ((publish?.Id ?? wakeUp.Traceparent) is { } context)
        {
            headers[Traceparent] = context;
        }

        return headers;
    }

    /// <summary>Marks a span whose work failed. The exception's text and type only: a stack says nothing to an operator.</summary>
    public static void Fail(this Activity? activity, Exception fault) =>
        activity?.SetStatus(ActivityStatusCode.Error, fault.Message).SetTag("error.type", fault.GetType().FullName);

    private static ActivityContext ContextOf(WakeUp wakeUp) => JobTrace.ContextOf(wakeUp.JobId, wakeUp.Traceparent);

    private static ActivityContext? Carried(IReadOnlyBasicProperties message)
    {
        var header = message.Headers?.TryGetValue(Traceparent, out var value) == true ? value : null;
        var text = header is byte[] bytes ? Encoding.ASCII.GetString(bytes) : header as string;
        return ActivityContext.TryParse(text, null, isRemote: true, out var context) ? context : null;
    }

    private static KeyValuePair<string, object?>[] TagsOf(WakeUp wakeUp, string operation) =>
    [
        new("messaging.system", "rabbitmq"),
        new("messaging.operation.type", operation),
        new("messaging.destination.name", WakeUpTopology.Exchange),
        new("heimdall.job.id", wakeUp.JobId.ToString()),
        new("heimdall.lane", wakeUp.Lane.Name),
    ];
}
