using System.Collections.Concurrent;
using System.Diagnostics;

namespace Heimdall.Tests.Telemetry;

/// <summary>Keeps the spans of Heimdall's own sources in this process. Tests beside this one make some, too: ask by trace.</summary>
internal sealed class RecordedActivities : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public RecordedActivities()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Heimdall.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The spans of a trace, in the order of their ends.</summary>
    public IReadOnlyList<Activity> Of(string traceId) => [.. _ended.Where(activity => activity.TraceId.ToHexString() == traceId)];

    public void Dispose() => _listener.Dispose();
}
