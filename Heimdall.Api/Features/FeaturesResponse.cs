using System.Text.Json;
using System.Text.Json.Serialization;
using Heimdall.Ledger;
using Heimdall.Ledger.Features;

namespace Heimdall.Api.Features;

/// <summary>The features of a session under one feature set version.</summary>
/// <param name="OverallConfidence">0…1: the mean of the receivers' confidence.</param>
/// <param name="NumReceiversDetected">Receivers that saw a signal.</param>
/// <param name="ExtractionFailed">True where no receiver's recording could be extracted; the message says why.</param>
internal sealed record FeaturesResponse(
    Guid SessionId,
    string FeatureSet,
    int FeatureVersion,
    double OverallConfidence,
    double? MeanSnrDb,
    int NumReceiversDetected,
    bool ExtractionFailed,
    string? ErrorMessage,
    JsonElement ExtractionMetadata,
    IReadOnlyList<ReceiverFeaturesResponse> Receivers)
{
    public static FeaturesResponse Of(SessionFeatures session, IReadOnlyList<ReceiverFeaturesResponse> receivers) => new(
        session.RecordingSessionId,
        session.FeatureSet,
        session.FeatureVersion,
        session.OverallConfidence,
        session.MeanSnrDb,
        session.NumReceiversDetected,
        session.ExtractionFailed,
        session.ErrorMessage,
        session.ExtractionMetadata,
        receivers);
}

/// <summary>One receiver's features, or why it has none.</summary>
/// <param name="Status"><c>ok</c>, <c>failed</c>, or <c>not_extracted</c> where the extraction never got to the recording.</param>
/// <param name="Features">By name: the aggregate over the recording, or null where no chunk has the feature. Null unless the status is <c>ok</c>.</param>
/// <param name="Segments">Asked for by <c>detail=segments</c>: the aggregates over five chunks each.</param>
/// <param name="Chunks">Asked for by <c>detail=chunks</c>: columns <c>start_sample</c>, <c>samples</c> and one a feature, an entry a chunk.</param>
internal sealed record ReceiverFeaturesResponse(
    Guid MeasurementId,
    Guid StationId,
    string StationName,
    double Latitude,
    double Longitude,
    string Status,
    string? ErrorCode,
    string? ErrorMessage,
    IReadOnlyDictionary<string, FeatureAggregate?>? Features,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<IReadOnlyDictionary<string, FeatureAggregate?>>? Segments,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, object>? Chunks)
{
    public static ReceiverFeaturesResponse Of(ReceiverFeatures receiver, IReadOnlyList<string> featureNames) => new(
        receiver.MeasurementId,
        receiver.StationId,
        receiver.StationName,
        receiver.Latitude,
        receiver.Longitude,
        receiver.Status,
        receiver.ErrorCode,
        receiver.ErrorMessage,
        receiver.Features is { } features ? InOrder(LedgerJson.Read<Dictionary<string, FeatureAggregate?>>(features), featureNames) : null,
        Segments: null,
        Chunks: null);

    /// <summary>In the set's own order, which the database does not keep.</summary>
    private static Dictionary<string, FeatureAggregate?> InOrder(Dictionary<string, FeatureAggregate?> features, IReadOnlyList<string> names)
    {
        var ordered = new Dictionary<string, FeatureAggregate?>(features.Count, StringComparer.Ordinal);
        foreach (var name in names.Where(features.ContainsKey).Concat(features.Keys.Except(names, StringComparer.Ordinal)))
        {
            ordered.Add(name, features[name]);
        }

        return ordered;
    }
}
