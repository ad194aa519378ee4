namespace Heimdall.Ledger.Measurements;

/// <summary>One station's IQ recording in a session: one object in the store, and what its samples have to be read with.</summary>
/// <param name="FrequencyHz">The tuned centre.</param>
/// <param name="SampleRateHz">The rate the features are computed with. Null until the file's own header was read, where the uploader named none.</param>
/// <param name="SampleRateNominalHz">The rate the file's header states, where it has one.</param>
/// <param name="SampleRateSource">Where <paramref name="SampleRateHz"/> comes from: <c>declared</c>, <c>header</c> or <c>gnss</c>.</param>
/// <param name="Datatype">One of <see cref="IqDatatypeName"/>.</param>
/// <param name="Samples">Complex samples; null until the file was read, where its length does not tell.</param>
/// <param name="IqDataLocation">A key in the default bucket, or <c>s3://bucket/key</c>.</param>
/// <param name="IqBytes">Length of the object; null where it was referred to and not read yet.</param>
/// <param name="IqSha256">SHA-256 of the object; null where it was referred to and not read yet.</param>
/// <param name="StationLatitude">Degrees; the station's fields are those at the time of the upload.</param>
public sealed record Measurement(
    Guid Id,
    Guid RecordingSessionId,
    Guid WebsdrStationId,
    string StationName,
    long FrequencyHz,
    double? SampleRateHz,
    double? SampleRateNominalHz,
    string SampleRateSource,
    string Datatype,
    long? Samples,
    string IqDataLocation,
    long? IqBytes,
    byte[]? IqSha256,
    DateTimeOffset RecordedAt,
    DateTimeOffset CreatedAt,
    double StationLatitude,
    double StationLongitude,
    int DcGuardBins,
    double? CalibrationOffsetDb);

/// <summary>What a measurement is recorded with. The fields are those of <see cref="Measurement"/>.</summary>
/// <param name="FrequencyHz">Null: the session's.</param>
/// <param name="RecordedAt">Null: the session's start.</param>
public sealed record NewMeasurement(
    Guid Id,
    Guid RecordingSessionId,
    Guid WebsdrStationId,
    long? FrequencyHz,
    double? SampleRateHz,
    string Datatype,
    long? Samples,
    string IqDataLocation,
    long? IqBytes,
    byte[]? IqSha256,
    DateTimeOffset? RecordedAt);

/// <summary>An upload that is about to start: written before its first byte, so that what it leaves behind is found.</summary>
public sealed record UploadIntent(Guid MeasurementId, Guid RecordingSessionId, string ObjectKey, string CreatedBy);

/// <summary>Whether a recording may be added to a session.</summary>
public abstract record UploadPermission
{
    private UploadPermission()
    {
    }

    /// <summary>The session takes recordings.</summary>
    public sealed record Granted : UploadPermission;

    /// <summary>There is no such session.</summary>
    public sealed record SessionNotFound : UploadPermission;

    /// <summary>The session has ended.</summary>
    public sealed record SessionClosed(string Status) : UploadPermission;
}

/// <summary>What became of recording a measurement.</summary>
public abstract record RecordingOutcome
{
    private RecordingOutcome()
    {
    }

    /// <summary>It is recorded.</summary>
    public sealed record Recorded(Measurement Measurement) : RecordingOutcome;

    /// <summary>The same bytes are recorded already: this is that measurement, and the new object is not needed.</summary>
    public sealed record SameAlready(Measurement Measurement) : RecordingOutcome;

    /// <summary>Other bytes of this station and time are recorded already.</summary>
    public sealed record OtherAlready(Measurement Measurement) : RecordingOutcome;

    /// <summary>There is no such session.</summary>
    public sealed record SessionNotFound : RecordingOutcome;

    /// <summary>The session has ended.</summary>
    public sealed record SessionClosed(string Status) : RecordingOutcome;

    /// <summary>There is no such station.</summary>
    public sealed record StationNotFound : RecordingOutcome;

    /// <summary>The session has as many recordings as it may have.</summary>
    public sealed record SessionFull(int Most) : RecordingOutcome;
}
