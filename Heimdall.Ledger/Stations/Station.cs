namespace Heimdall.Ledger.Stations;

/// <summary>A receiver: where it stands and what its samples have to be read with.</summary>
/// <param name="Latitude">Degrees, WGS 84, north positive.</param>
/// <param name="Longitude">Degrees, WGS 84, east positive.</param>
/// <param name="CalibrationOffsetDb">What is added to dBFS to get dBm. Null: the receiver is not calibrated.</param>
/// <param name="DcGuardBins">Bins on each side of the tuned centre that are left out of the noise estimate, 0…16; 2 suits zero-IF receivers.</param>
public sealed record Station(
    Guid Id,
    string Name,
    string? Url,
    double Latitude,
    double Longitude,
    double? AltitudeM,
    double? CalibrationOffsetDb,
    int DcGuardBins,
    bool IsActive,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>What a station is created with. The fields are those of <see cref="Station"/>.</summary>
public sealed record NewStation(
    string Name,
    string? Url,
    double Latitude,
    double Longitude,
    double? AltitudeM,
    double? CalibrationOffsetDb,
    int DcGuardBins);

/// <summary>What of a station is to change. A field that is not set stays; what a station need not have can also be taken away.</summary>
public sealed record StationChange
{
    public string? Name { get; init; }

    public string? Url { get; init; }

    /// <summary>True: the station has no address any more.</summary>
    public bool ClearUrl { get; init; }

    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    public double? AltitudeM { get; init; }

    /// <summary>True: the station's altitude is not known any more.</summary>
    public bool ClearAltitude { get; init; }

    public double? CalibrationOffsetDb { get; init; }

    /// <summary>True: the station has no calibration any more.</summary>
    public bool ClearCalibration { get; init; }

    public int? DcGuardBins { get; init; }

    public bool? IsActive { get; init; }
}

/// <summary>Another station has this name already.</summary>
public sealed class StationNameTakenException(string name) : Exception($"A station named '{name}' exists already. Choose another name, or change that station.");
