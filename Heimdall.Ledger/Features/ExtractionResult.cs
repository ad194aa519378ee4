namespace Heimdall.Ledger.Features;

/// <summary>What an extraction found: one entry a receiver, and what they say together.</summary>
/// <param name="OverallConfidence">Mean of the receivers' confidence, 0…1; 0 without any.</param>
/// <param name="MeanSnrDb">Mean of the receivers' SNR; null without any.</param>
/// <param name="NumReceiversDetected">Receivers that saw a signal in more than half of their chunks.</param>
public sealed record ExtractionResult(
    IReadOnlyList<ReceiverResult> Receivers,
    double OverallConfidence,
    double? MeanSnrDb,
    int NumReceiversDetected,
    ExtractionMetadata Metadata)
{
    /// <summary>True where no receiver's recording could be extracted.</summary>
    public bool AllFailed => Receivers.All(receiver => receiver is ReceiverResult.Failed);
}

/// <summary>How a session's features were made.</summary>
/// <param name="ExtractionMethod"><c>recorded</c> or <c>synthetic</c>.</param>
/// <param name="IqDurationMs">Length of the longest recording.</param>
/// <param name="SampleRateHz">The receivers' sample rate; null where they differ.</param>
/// <param name="NumChunks">Chunks of all receivers.</param>
public sealed record ExtractionMetadata(
    string ExtractionMethod,
    double IqDurationMs,
    double? SampleRateHz,
    long NumChunks,
    double ChunkDurationMs,
    Guid RecordingSessionId,
    string ExtractorVersion);

/// <summary>What became of one receiver's recording.</summary>
/// <param name="DurationMs">Time the extraction took.</param>
public abstract record ReceiverResult(Guid MeasurementId, double DurationMs)
{
    /// <param name="Blocks">Encoded <see cref="ChunkBlock"/>s.</param>
    public sealed record Ok(
        Guid MeasurementId,
        double DurationMs,
        RecordingFacts Facts,
        IReadOnlyDictionary<string, FeatureAggregate?> Features,
        IReadOnlyList<byte[]> Blocks) : ReceiverResult(MeasurementId, DurationMs)
    {
        /// <summary>The measurement's row said all of <see cref="Facts"/> before: nothing of it is written.</summary>
        public bool AreFactsKnown { get; init; }
    }

    /// <param name="ErrorCode">One of the closed list of the schema.</param>
    public sealed record Failed(Guid MeasurementId, double DurationMs, string ErrorCode, string ErrorMessage) : ReceiverResult(MeasurementId, DurationMs)
    {
        /// <summary>The program, not the data, is at fault.</summary>
        public const string InternalError = "internal_error";
    }
}

/// <summary>What reading a recording told about it.</summary>
/// <param name="SampleRateHz">The true rate.</param>
/// <param name="SampleRateNominalHz">The rate the header states; null where there is none.</param>
/// <param name="SampleRateSource"><c>declared</c>, <c>header</c> or <c>gnss</c>.</param>
public sealed record RecordingFacts(
    double SampleRateHz, double? SampleRateNominalHz, string SampleRateSource, long Samples, long IqBytes, byte[] IqSha256)
{
    /// <summary>By value, the hash too.</summary>
    public bool AreSame(RecordingFacts other) => this with { IqSha256 = other.IqSha256 } == other && IqSha256.AsSpan().SequenceEqual(other.IqSha256);
}
