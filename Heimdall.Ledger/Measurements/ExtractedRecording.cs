namespace Heimdall.Ledger.Measurements;

/// <summary>What became of one recording under one feature set version, and who made it.</summary>
/// <param name="State"><c>ok</c>, <c>failed</c>, <c>queued</c>, <c>extracting</c> or <c>missing</c>.</param>
/// <param name="ErrorCode">One of the closed list of the schema; null where the whole job failed, and unless the state is <c>failed</c>.</param>
/// <param name="IqSha256">Of the bytes that were read; null where none were.</param>
/// <param name="DurationMs">Time the extraction took; null where there was none.</param>
/// <param name="ExtractorVersion">The program that made the session's result; null where none is stored.</param>
/// <param name="JobId">The job that waits, runs or made the result; null where there is none or it was pruned.</param>
/// <param name="JobErrorKind">One of <see cref="Jobs.JobErrorKind"/>, where that job did not complete.</param>
public sealed record ExtractedRecording(
    string FeatureSet,
    int FeatureVersion,
    string State,
    string? ErrorCode,
    string? ErrorMessage,
    byte[]? IqSha256,
    double? DurationMs,
    DateTimeOffset? CreatedAt,
    string? ExtractorVersion,
    Guid? JobId,
    string? JobStatus,
    int? JobAttempt,
    string? JobWorker,
    string? JobTraceparent,
    string? JobErrorKind);
