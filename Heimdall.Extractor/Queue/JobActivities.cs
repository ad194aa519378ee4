using System.Diagnostics;
using Heimdall.Ledger.Jobs;

namespace Heimdall.Extractor.Queue;

/// <summary>What a worker does for a job, as spans of the job's trace.</summary>
internal static class JobActivities
{
    public const string SourceName = "Heimdall.Extractor";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>An attempt, from the moment its claim was asked for, with the claim as its first part.</summary>
    /// <param name="held">The job, just claimed.</param>
    /// <param name="now">The time.</param>
    public static Activity? StartAttempt(HeldJob held, DateTimeOffset now)
    {
        var asked = now - held.ClaimDuration;
        var job = held.Job;
        var attempt = Source.StartActivity(
            "extract session", ActivityKind.Consumer, JobTrace.ContextOf(job.Id, job.Traceparent), TagsOf(job), startTime: asked);
        if (attempt is not null)
        {
            using var claim = Source.StartActivity("claim job", ActivityKind.Internal, attempt.Context, startTime: asked);
            claim?.SetEndTime(now.UtcDateTime);
        }

        return attempt;
    }

    /// <summary>The writing of the attempt's end, with the waiting for a database that is away.</summary>
    public static Activity? StartSave() => Source.StartActivity("save result");

    /// <summary>The transaction that writes the ends of some jobs: a part of the first one's trace, and linked to the others'.</summary>
    /// <param name="saving">The spans that wait for it, one or more.</param>
    public static Activity? StartWrite(IReadOnlyList<ActivityContext> saving) => Source.StartActivity(
        "write results", ActivityKind.Internal, saving[0], links: saving.Skip(1).Where(context => context != default).Select(context => new ActivityLink(context)));

    /// <summary>That a worker was given up on, in the trace of the job it had.</summary>
    public static void Rescued(RescuedJob job, bool isQueuedAgain)
    {
        using var rescue = Source.StartActivity(
            "rescue job",
            ActivityKind.Internal,
            JobTrace.ContextOf(job.Id, job.Traceparent),
            [new("heimdall.job.id", job.Id.ToString()), new("heimdall.lane", job.Lane), new("heimdall.attempt", job.Attempt), new("heimdall.outcome", isQueuedAgain ? "requeued" : "failed")]);
        rescue?.SetStatus(ActivityStatusCode.Error, "The worker stopped renewing its lease.");
    }

    /// <summary>Writes down how an attempt ended.</summary>
    public static void End(this Activity? attempt, AttemptOutcome outcome)
    {
        if (attempt is null)
        {
            return;
        }

        var (name, errorKind) = AttemptEnd.Of(outcome);
        attempt.SetTag("heimdall.outcome", name);
        if (errorKind is not null)
        {
            attempt.SetTag("error.type", errorKind).SetStatus(ActivityStatusCode.Error, AttemptEnd.Message(outcome));
        }
    }

    private static KeyValuePair<string, object?>[] TagsOf(ClaimedJob job) =>
    [
        new("heimdall.job.id", job.Id.ToString()),
        new("heimdall.session.id", job.RecordingSessionId.ToString()),
        new("heimdall.feature_set", job.FeatureSet),
        new("heimdall.feature_version", job.FeatureVersion),
        new("heimdall.lane", job.Lane),
        new("heimdall.attempt", job.Attempt),
        new("heimdall.max_attempts", job.MaxAttempts),
    ];
}
