using Heimdall.Ledger.Measurements;

namespace Heimdall.Api.Measurements;

/// <summary>A recording. Samples, length and hash are null where an object was only referred to and not read yet.</summary>
/// <param name="SampleRateSource"><c>declared</c>, <c>header</c> or <c>gnss</c>.</param>
/// <param name="IqSha256">SHA-256 of the object, hexadecimal.</param>
/// <param name="Latitude">The station's position as it was at the upload, degrees.</param>
internal sealed record MeasurementResponse(
    Guid Id,
    Guid SessionId,
    Guid StationId,
    string StationName,
    long FrequencyHz,
    double? SampleRateHz,
    double? SampleRateNominalHz,
    string SampleRateSource,
    string Datatype,
    long? Samples,
    string IqDataLocation,
    long? IqBytes,
    string? IqSha256,
    DateTimeOffset RecordedAt,
    DateTimeOffset CreatedAt,
    double Latitude,
    double Longitude,
    int DcGuardBins,
    double? CalibrationOffsetDb)
{
    public static MeasurementResponse Of(Measurement measurement) => new(
        measurement.Id,
        measurement.RecordingSessionId,
        measurement.WebsdrStationId,
        measurement.StationName,
        measurement.FrequencyHz,
        measurement.SampleRateHz,
        measurement.SampleRateNominalHz,
        measurement.SampleRateSource,
        measurement.Datatype,
        measurement.Samples,
        measurement.IqDataLocation,
        measurement.IqBytes,
        measurement.IqSha256 is null ? null : Convert.ToHexStringLower(measurement.IqSha256),
        measurement.RecordedAt,
        measurement.CreatedAt,
        measurement.StationLatitude,
        measurement.StationLongitude,
        measurement.DcGuardBins,
        measurement.CalibrationOffsetDb);
}
