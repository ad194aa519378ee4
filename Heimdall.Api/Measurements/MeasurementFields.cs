using Heimdall.Api.Json;
using Heimdall.Api.Problems;
using Heimdall.Api.Sessions;
using Heimdall.Ledger.Measurements;

namespace Heimdall.Api.Measurements;

/// <summary>What has to be true of a recording's description, however it comes in.</summary>
internal static class MeasurementFields
{
    private const double MaxSampleRateHz = 200_000_000;

    public static FieldErrors RequireMeasurement(
        this FieldErrors errors, Guid? stationId, double? sampleRateHz, string? datatype, long? frequencyHz, DateTimeOffset? recordedAt)
    {
        var isKnown = datatype is not null && IqDatatypeName.IsKnown(datatype);
        var mayLackRate = isKnown && IqDatatypeName.CarriesSampleRate(datatype ?? "");
        return errors
            .Require(stationId is not null, "station_id", "must name a station")
            .Require(isKnown, "datatype", $"must be one of {string.Join(", ", IqDatatypeName.All)}")
            .Require(
                sampleRateHz is null ? mayLackRate : sampleRateHz is > 0 and <= MaxSampleRateHz,
                "sample_rate_hz",
                $"must be above 0 and at most {MaxSampleRateHz} samples a second; only wav says its own")
            .Require(frequencyHz is not { } frequency || Frequency.IsPossible(frequency), "frequency_hz", Frequency.Expected)
            .Require(recordedAt is not { } time || IsoTime.IsPlausible(time), "recorded_at", "must be between 1970 and 2200");
    }
}
