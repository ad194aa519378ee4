using Heimdall.Api.Problems;
using Heimdall.Ledger.Measurements;
using Heimdall.Ledger.Objects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Measurements;

/// <summary>A recording that is in the object store already.</summary>
/// <param name="IqDataLocation">A key in the store's bucket, or <c>s3://bucket/key</c>. Whether it is there is seen when it is read.</param>
/// <param name="IqSha256">64 hexadecimal digits; where it is given, the extraction requires it.</param>
internal sealed record MeasurementReference(
    Guid? StationId,
    string? IqDataLocation,
    string? Datatype,
    double? SampleRateHz = null,
    long? FrequencyHz = null,
    DateTimeOffset? RecordedAt = null,
    string? IqSha256 = null)
{
    private const int Sha256Digits = 64;
    private const string Location = "iq_data_location";

    public ProblemHttpResult? Check()
    {
        var errors = new FieldErrors()
            .RequireMeasurement(StationId, SampleRateHz, Datatype, FrequencyHz, RecordedAt)
            .Require(IqSha256 is null || (IqSha256.Length == Sha256Digits && IqSha256.All(char.IsAsciiHexDigit)), "iq_sha256", $"must be {Sha256Digits} hexadecimal digits");
        try
        {
            // The name of the store's own bucket does not matter to whether a location is well formed.
            ObjectLocation.Parse(IqDataLocation ?? "", new ObjectStoreOptions().Bucket);
        }
        catch (InvalidObjectKeyException invalid)
        {
            errors.Require(false, Location, Malformed(invalid));
        }

        return errors.ToProblem();
    }

    /// <summary>The answer where the store says that what lies there can be no object: it is a pipe, or a link leads out of the bucket.</summary>
    public static ProblemHttpResult NoObject(InvalidObjectKeyException invalid) => FieldErrors.Unusable(Location, Malformed(invalid));

    /// <summary>The measurement to record. Only after <see cref="Check"/>.</summary>
    /// <param name="sessionId">The session it belongs to.</param>
    /// <param name="facts">What the store knows of the object; null where it has none.</param>
    public NewMeasurement For(Guid sessionId, ObjectFacts? facts)
    {
        if (StationId is not { } stationId || Datatype is null || IqDataLocation is null)
        {
            throw new InvalidOperationException("The reference was not checked.");
        }

        return new NewMeasurement(
            Guid.CreateVersion7(),
            sessionId,
            stationId,
            FrequencyHz,
            SampleRateHz,
            Datatype,
            facts is null ? null : IqDatatypeName.Samples(Datatype, facts.Bytes),
            IqDataLocation,
            facts?.Bytes,
            IqSha256 is null ? null : Convert.FromHexString(IqSha256),
            RecordedAt);
    }

    private static string Malformed(InvalidObjectKeyException invalid) => $"must be an object's key or s3://bucket/key ({invalid.Message})";
}
