using System.Diagnostics;

namespace Heimdall.Ledger.Jobs;

/// <summary>
/// The trace that everything done for a job belongs to: the one of the request that caused it, and for a job that nobody in particular
/// asked for (a batch, a backfill) a trace of its own, whose id is the job's. All who meet the job agree on it without asking anybody.
/// </summary>
public static class JobTrace
{
    private const int SpanIdDigits = 16;

    /// <summary>The parent of what is done for the job.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="traceparent">W3C trace context from the job's row; null, or unreadable, where it has none.</param>
    public static ActivityContext ContextOf(Guid jobId, string? traceparent)
    {
        if (ActivityContext.TryParse(traceparent, null, isRemote: true, out var context))
        {
            return context;
        }

        var digits = jobId.ToString("N");
        return new ActivityContext(
            ActivityTraceId.CreateFromString(digits), ActivitySpanId.CreateFromString(digits.AsSpan(digits.Length - SpanIdDigits)), ActivityTraceFlags.Recorded, isRemote: true);
    }

    /// <summary>32 lower-case hexadecimal digits, as telemetry backends take them.</summary>
    public static string TraceIdOf(Guid jobId, string? traceparent) => ContextOf(jobId, traceparent).TraceId.ToHexString();
}
