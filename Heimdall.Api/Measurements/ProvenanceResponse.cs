using Heimdall.Ledger.Jobs;
using Heimdall.Ledger.Measurements;
using Heimdall.Ledger.Sessions;

namespace Heimdall.Api.Measurements;

/// <summary>A recording, where it comes from, and what became of it under every feature set.</summary>
internal sealed record ProvenanceResponse(
    MeasurementResponse Measurement, MeasuredSession Session, MeasuringStation Station, IReadOnlyList<ExtractionOfRecording> Extractions)
{
    public static ProvenanceResponse Of(Measurement measurement, Session session, IEnumerable<ExtractedRecording> extractions) => new(
        MeasurementResponse.Of(measurement),
        new MeasuredSession(session.Id, session.Name, session.Status, session.FrequencyHz, session.SessionStart),
        new MeasuringStation(measurement.WebsdrStationId, measurement.StationName, measurement.StationLatitude, measurement.StationLongitude),
        [.. extractions.Select(ExtractionOfRecording.Of)]);
}

/// <summary>The session that a recording belongs to.</summary>
internal sealed record MeasuredSession(Guid Id, string? Name, string Status, long FrequencyHz, DateTimeOffset SessionStart);

/// <summary>The station that made a recording, where it was then.</summary>
internal sealed record MeasuringStation(Guid Id, string Name, double Latitude, double Longitude);

/// <summary>What became of a recording under one feature set version.</summary>
/// <param name="State"><c>ok</c>, <c>failed</c>, <c>queued</c>, <c>extracting</c> or <c>missing</c>.</param>
/// <param name="ErrorCode">One of the closed list; null where the whole job failed, and unless the state is <c>failed</c>.</param>
/// <param name="Advice">What to do about the error.</param>
/// <param name="IqSha256">SHA-256 of the bytes that were read, hexadecimal.</param>
/// <param name="DurationMs">Time the extraction took.</param>
/// <param name="Job">The job that waits, runs or made the result; null where there is none or it was pruned.</param>
internal sealed record ExtractionOfRecording(
    string FeatureSet,
    int FeatureVersion,
    string State,
    string? ErrorCode,
    string? ErrorMessage,
    string? Advice,
    string? IqSha256,
    double? DurationMs,
    DateTimeOffset? CreatedAt,
    string? ExtractorVersion,
    JobOfRecording? Job)
{
    private const string Failed = "failed";

    public static ExtractionOfRecording Of(ExtractedRecording extraction) => new(
        extraction.FeatureSet,
        extraction.FeatureVersion,
        extraction.State,
        extraction.ErrorCode,
        extraction.ErrorMessage,
        extraction.State == Failed ? ErrorAdvice.For(extraction.ErrorCode, extraction.JobErrorKind) : null,
        extraction.IqSha256 is null ? null : Convert.ToHexStringLower(extraction.IqSha256),
        extraction.DurationMs,
        extraction.CreatedAt,
        extraction.ExtractorVersion,
        extraction is { JobId: { } job, JobStatus: { } status, JobAttempt: { } attempt }
            ? new JobOfRecording(job, status, attempt, extraction.JobWorker, JobTrace.TraceIdOf(job, extraction.JobTraceparent))
            : null);
}

/// <summary>The job of a recording's session.</summary>
/// <param name="Worker">The worker that has it, or had it last.</param>
/// <param name="TraceId">The trace of all that was done for it.</param>
internal sealed record JobOfRecording(Guid Id, string Status, int Attempt, string? Worker, string TraceId);
