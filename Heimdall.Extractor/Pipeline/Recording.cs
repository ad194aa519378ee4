using Heimdall.Ledger.Features;
using Heimdall.Ledger.Measurements;
using Heimdall.Ledger.Objects;

namespace Heimdall.Extractor.Pipeline;

/// <summary>A recording to be extracted: where its bytes are, and what they have to be read with.</summary>
/// <param name="MeasurementId">The measurement it belongs to.</param>
/// <param name="Location">As people know it, for messages.</param>
/// <param name="Datatype">As declared, such as <c>cf32_le</c>.</param>
/// <param name="DeclaredSampleRateHz">Null leaves it to the file's header.</param>
/// <param name="Bytes">Length of the object; null where it is not known.</param>
/// <param name="Sha256">SHA-256 that the object must have; null where it is not known.</param>
/// <param name="DcGuardBins">Of the station, 0…16.</param>
/// <param name="CalibrationOffsetDb">Of the station; null where it has none.</param>
/// <param name="OpenAsync">Opens the bytes from the first one on, to be read on the core. <see cref="ObjectMissingException"/> where there are none.</param>
internal sealed record Recording(
    Guid MeasurementId,
    string Location,
    string Datatype,
    double? DeclaredSampleRateHz,
    long? Bytes,
    byte[]? Sha256,
    int DcGuardBins,
    double? CalibrationOffsetDb,
    Func<ReadingCore, CancellationToken, Task<Stream>> OpenAsync)
{
    private const string Declared = "declared";

    /// <summary>What its row says already; null where something is missing.</summary>
    public RecordingFacts? Known { get; init; }

    /// <summary>Its result is there already, and somebody wants it made anew: nothing that was made before is to be relied on.</summary>
    public bool IsMadeAnew { get; init; }

    /// <summary>A measurement's recording, in the object store.</summary>
    /// <param name="measurement">What it belongs to.</param>
    /// <param name="store">Where it is read from.</param>
    /// <param name="leave">Called where the work on it is to be given up, as a read of it never returns.</param>
    public static Recording Of(Measurement measurement, ObjectReads store, Action<Exception> leave) => new(
        measurement.Id,
        measurement.IqDataLocation,
        measurement.Datatype,
        DeclaredRateHz(measurement),
        measurement.IqBytes,
        measurement.IqSha256,
        measurement.DcGuardBins,
        measurement.CalibrationOffsetDb,
        (core, cancellationToken) => store.OpenAsync(measurement.IqDataLocation, core, leave, cancellationToken))
    {
        Known = FactsOf(measurement),
    };

    // What the uploader said. A rate that an earlier extraction read from the file is no declaration: the same file must give the same
    // result again, also where its own clock and its header differ.
    private static double? DeclaredRateHz(Measurement measurement) =>
        measurement.SampleRateSource == Declared ? measurement.SampleRateHz : null;

    private static RecordingFacts? FactsOf(Measurement measurement) =>
        measurement is { SampleRateHz: { } rate, Samples: { } samples, IqBytes: { } bytes, IqSha256: { } sha256 }
            ? new RecordingFacts(rate, measurement.SampleRateNominalHz, measurement.SampleRateSource, samples, bytes, sha256)
            : null;
}
