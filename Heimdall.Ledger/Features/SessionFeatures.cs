using System.Text.Json;

namespace Heimdall.Ledger.Features;

/// <summary>A session's features under one feature set version.</summary>
/// <param name="JobId">The job that made them.</param>
/// <param name="ExtractionMetadata">An <see cref="Features.ExtractionMetadata"/> as JSON; empty where the extraction never got to a recording.</param>
public sealed record SessionFeatures(
    Guid RecordingSessionId,
    string FeatureSet,
    int FeatureVersion,
    Guid JobId,
    JsonElement ExtractionMetadata,
    double OverallConfidence,
    double? MeanSnrDb,
    int NumReceiversDetected,
    bool ExtractionFailed,
    string? ErrorMessage,
    DateTimeOffset CreatedAt);

/// <summary>One receiver's features, or why it has none.</summary>
/// <param name="Status"><c>ok</c>, <c>failed</c>, or <c>not_extracted</c> where the extraction never got to the recording.</param>
/// <param name="DurationMs">Time the extraction took; null where there was none.</param>
/// <param name="Features">A <see cref="FeatureAggregate"/>, or null, by name; null where the status is not <c>ok</c>.</param>
public sealed record ReceiverFeatures(
    Guid MeasurementId,
    Guid StationId,
    string StationName,
    double Latitude,
    double Longitude,
    string Status,
    string? ErrorCode,
    string? ErrorMessage,
    JsonElement? Features,
    double? DurationMs,
    DateTimeOffset? CreatedAt)
{
    /// <summary>The status of a receiver that has its result.</summary>
    public const string Ok = "ok";
}

/// <summary>All that a session's extraction found.</summary>
/// <param name="Receivers">By station name, also those that the extraction never got to.</param>
public sealed record FoundFeatures(SessionFeatures Session, IReadOnlyList<ReceiverFeatures> Receivers);
