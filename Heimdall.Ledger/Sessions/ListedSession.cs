namespace Heimdall.Ledger.Sessions;

/// <summary>A session as a list shows it: with what became of its features, in the current version of the list's feature set.</summary>
/// <param name="FeaturesState">One of <see cref="Coverage.CoverageState"/>; null where there is nothing to extract: it is not completed, or has no recording.</param>
/// <param name="MeanSnrDb">Over the receivers; null without features.</param>
/// <param name="OverallConfidence">0…1; null without features.</param>
/// <param name="NumReceiversDetected">Receivers that saw a signal; null without features.</param>
/// <param name="ReceiversFailed">Receivers whose recording could not be extracted; null before the extraction.</param>
public sealed record ListedSession(
    Guid Id,
    string? Name,
    string Owner,
    string Status,
    long FrequencyHz,
    long? BandwidthHz,
    DateTimeOffset SessionStart,
    DateTimeOffset? SessionEnd,
    double? DurationSeconds,
    string? Notes,
    string? FailureReason,
    Guid? FeatureExtractionTaskId,
    long MeasurementCount,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? FeaturesState,
    double? MeanSnrDb,
    double? OverallConfidence,
    int? NumReceiversDetected,
    long? ReceiversFailed);
