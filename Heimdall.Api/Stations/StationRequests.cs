using Heimdall.Api.Problems;
using Heimdall.Ledger.Stations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Stations;

/// <summary>A station to add.</summary>
/// <param name="Latitude">Degrees, WGS 84, north positive.</param>
/// <param name="Longitude">Degrees, WGS 84, east positive.</param>
/// <param name="CalibrationOffsetDb">What is added to dBFS to get dBm; left out where the receiver is not calibrated.</param>
/// <param name="DcGuardBins">Bins on each side of the centre left out of the noise estimate, 0…16; 2 by default.</param>
internal sealed record NewStationRequest(
    string? Name, double? Latitude, double? Longitude, string? Url = null, double? AltitudeM = null, double? CalibrationOffsetDb = null, int? DcGuardBins = null)
{
    private const int DefaultDcGuardBins = 2;

    public ProblemHttpResult? Check(out NewStation station)
    {
        station = new NewStation(
            Name?.Trim() ?? "", Url, Latitude ?? double.NaN, Longitude ?? double.NaN, AltitudeM, CalibrationOffsetDb, DcGuardBins ?? DefaultDcGuardBins);
        return new FieldErrors()
            .RequireText(station.Name, "name", StationRules.MaxNameLength)
            .RequireStation(Url, station.Latitude, station.Longitude, AltitudeM, CalibrationOffsetDb, DcGuardBins)
            .ToProblem();
    }
}

/// <summary>What of a station is to change; what is left out stays. Null takes <c>url</c>, <c>altitude_m</c> or <c>calibration_offset_db</c> away.</summary>
internal sealed record StationChangeRequest
{
    private readonly bool clearUrl;
    private readonly bool clearAltitude;
    private readonly bool clearCalibration;

    public string? Name { get; init; }

    public string? Url
    {
        get;
        init => (field, clearUrl) = (value, value is null);
    }

    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    public double? AltitudeM
    {
        get;
        init => (field, clearAltitude) = (value, value is null);
    }

    public double? CalibrationOffsetDb
    {
        get;
        init => (field, clearCalibration) = (value, value is null);
    }

    public int? DcGuardBins { get; init; }

    public bool? IsActive { get; init; }

    public ProblemHttpResult? Check(out StationChange change)
    {
        change = new StationChange
        {
            Name = Name?.Trim(),
            Url = Url,
            ClearUrl = clearUrl,
            Latitude = Latitude,
            Longitude = Longitude,
            AltitudeM = AltitudeM,
            ClearAltitude = clearAltitude,
            CalibrationOffsetDb = CalibrationOffsetDb,
            ClearCalibration = clearCalibration,
            DcGuardBins = DcGuardBins,
            IsActive = IsActive,
        };
        return new FieldErrors()
            .RequireText(change.Name, "name", StationRules.MaxNameLength, isOptional: true)
            .RequireStation(Url, Latitude ?? 0, Longitude ?? 0, AltitudeM, CalibrationOffsetDb, DcGuardBins)
            .ToProblem();
    }
}

/// <summary>The ranges that the table of stations keeps, said before it has to.</summary>
internal static class StationRules
{
    public const int MaxNameLength = 200;

    private const int MaxUrlLength = 2000;

    public static FieldErrors RequireStation(
        this FieldErrors errors, string? url, double latitude, double longitude, double? altitudeM, double? calibrationOffsetDb, int? dcGuardBins) => errors
            .Require(IsWebAddress(url), "url", $"must be an absolute http or https address of at most {MaxUrlLength} characters")
            .Require(latitude is >= -90 and <= 90, "latitude", "must be from -90 to 90 degrees, north positive")
            .Require(longitude is >= -180 and <= 180, "longitude", "must be from -180 to 180 degrees, east positive")
            .Require(altitudeM is null or (>= -1000 and <= 20000), "altitude_m", "must be from -1000 to 20000 metres")
            .Require(calibrationOffsetDb is null or (>= -300 and <= 300), "calibration_offset_db", "must be from -300 to 300 dB")
            .Require(dcGuardBins is null or (>= 0 and <= 16), "dc_guard_bins", "must be from 0 to 16");

    private static bool IsWebAddress(string? url) =>
        url is null || (url.Length <= MaxUrlLength && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https");
}
