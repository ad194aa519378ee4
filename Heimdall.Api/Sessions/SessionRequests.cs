using Heimdall.Api.Json;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Sessions;

/// <summary>A session to begin.</summary>
/// <param name="FrequencyHz">The frequency that is listened to, 1…10¹² Hz.</param>
/// <param name="SessionStart">Now, where it is left out.</param>
internal sealed record NewSessionRequest(
    long? FrequencyHz, string? Name = null, long? BandwidthHz = null, DateTimeOffset? SessionStart = null, string? Notes = null)
{
    private const int MaxNameLength = 200;
    private const int MaxNotesLength = 10_000;

    public ProblemHttpResult? Check(string owner, out NewSession session)
    {
        session = new NewSession(Name?.Trim(), owner, FrequencyHz ?? 0, BandwidthHz, SessionStart, Notes);
        return new FieldErrors()
            .RequireText(session.Name, "name", MaxNameLength, isOptional: true)
            .Require(Frequency.IsPossible(session.FrequencyHz), "frequency_hz", Frequency.Expected)
            .Require(BandwidthHz is not { } bandwidth || Frequency.IsPossible(bandwidth), "bandwidth_hz", Frequency.Expected)
            .Require(SessionStart is not { } start || IsoTime.IsPlausible(start), "session_start", "must be between 1970 and 2200")
            .RequireText(Notes, "notes", MaxNotesLength, isOptional: true, manyLines: true)
            .ToProblem();
    }
}

/// <summary>Why a session ends without recordings to extract.</summary>
internal sealed record SessionFailRequest(string? Reason)
{
    private const int MaxReasonLength = 2000;

    public ProblemHttpResult? Check(out string reason)
    {
        reason = Reason?.Trim() ?? "";
        return new FieldErrors().RequireText(reason, "reason", MaxReasonLength, manyLines: true).ToProblem();
    }
}

/// <summary>A session that is completed.</summary>
/// <param name="FeatureExtractionTaskId">The job that extracts its features, for <c>/api/v1/task-status</c>; null where nothing was recorded.</param>
/// <param name="TraceId">The trace from this request to the stored features; that of the first such request where it is repeated.</param>
internal sealed record SessionCompletedResponse(
    Guid SessionId, string Status, Guid? FeatureExtractionTaskId, DateTimeOffset? SessionEnd, double? DurationSeconds, string? TraceId)
{
    /// <param name="job">The extraction; null where there is none, or none any more.</param>
    public static SessionCompletedResponse Of(Session session, Job? job) => new(
        session.Id,
        session.Status,
        session.FeatureExtractionTaskId,
        session.SessionEnd,
        session.DurationSeconds,
        job is null ? null : JobTrace.TraceIdOf(job.Id, job.Traceparent));
}

/// <summary>Frequencies and bandwidths, in whole hertz.</summary>
internal static class Frequency
{
    public const string Expected = "must be from 1 to 1000000000000 Hz";

    public static bool IsPossible(long hz) => hz is >= 1 and <= 1_000_000_000_000;
}
