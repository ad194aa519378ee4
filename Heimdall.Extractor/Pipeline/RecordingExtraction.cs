using Heimdall.Extractor.Chunks;
using Heimdall.Extractor.Features;
using Heimdall.Extractor.Iq;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Objects;

namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// From a recording's bytes to the features of its receiver. The one place that knows both what is remembered and how it is computed.
/// </summary>
/// <remarks>Memory is bounded by the chunks in flight and the blocks of the result, whatever the recording's length.</remarks>
/// <param name="time">Measures how long it took.</param>
/// <param name="cores">What the recordings of this process compute on.</param>
internal sealed class RecordingExtraction(TimeProvider time, ComputingCores cores)
{
    /// <summary>Length of a chunk.</summary>
    public const double ChunkDurationMs = ChunkGrid.ChunkMilliseconds;

    /// <summary>The feature sets that can be computed, with their features in order.</summary>
    public static IReadOnlyList<(FeatureSetId Id, IReadOnlyList<string> FeatureNames)> Computes { get; } =
        [.. FeatureSets.All.Select(set => (new FeatureSetId(set.Name, set.Version), set.FeatureNames))];

    /// <summary>Extracts a recording. Data at fault is an outcome and no exception.</summary>
    /// <param name="recording">What to extract.</param>
    /// <param name="set">One of <see cref="Computes"/>.</param>
    /// <param name="onBytesRead">Called with the bytes read so far.</param>
    /// <param name="stages">Where the time is added.</param>
    /// <param name="cancellationToken">Ends the extraction at the next chunk.</param>
    /// <exception cref="IOException">
    /// The object store is at fault, as <see cref="ObjectStoreUnavailableException"/> or amid the bytes.
    /// </exception>
    public async Task<ReceiverResult> ExtractAsync(
        Recording recording, FeatureSetId set, Action<long> onBytesRead, StageTimes stages, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            return await ReadAsync(recording, FeatureSetOf(set), onBytesRead, stages, started, cancellationToken);
        }
        catch (IqDataException fault)
        {
            return new ReceiverResult.Failed(
                recording.MeasurementId, MillisecondsSince(started), IqDataErrorName.Of(fault.Code), fault.Message);
        }
    }

    private async Task<ReceiverResult> ReadAsync(
        Recording recording,
        IFeatureSet set,
        Action<long> onBytesRead,
        StageTimes stages,
        long started,
        CancellationToken cancellationToken)
    {
        var core = new ReadingCore(cores);
        var samples = new SampleStream(recording, onBytesRead, core);
        await using var reader = await OpenAsync(recording, samples, cancellationToken);
        var rate = reader.SampleRate;
        var aggregation = new FeatureAggregation(set.FeatureNames.Count);
        var blocks = new ChunkBlockBuilder(set.FeatureNames.Count);
        var context = new RecordingContext(rate.TrueHz, recording.DcGuardBins, recording.CalibrationOffsetDb);
        var chunks = new ParallelChunks(set, context, cores, stages);
        stages.Add(StageTimes.Load, started);

        using (ExtractionActivities.StartCompute())
        {
            await foreach (var chunk in chunks.ComputeAsync(reader, core, cancellationToken))
            {
                aggregation.Add(chunk.Values);
                blocks.Add(chunk.StartSample, chunk.Samples, chunk.Values);
            }
        }

        var sha256 = samples.RequireSha256();
        var nominalHz = reader.Datatype.Container == IqContainer.Wav ? rate.NominalHz : (double?)null;
        var facts = new RecordingFacts(rate.TrueHz, nominalHz, rate.SourceName, reader.SamplesRead, samples.BytesRead, sha256);
        return new ReceiverResult.Ok(
            recording.MeasurementId, MillisecondsSince(started), facts, aggregation.ByName(set.FeatureNames), blocks.Finish())
        {
            AreFactsKnown = recording.Known is { } known && known.AreSame(facts),
        };
    }

    private static async Task<IqReader> OpenAsync(Recording recording, SampleStream samples, CancellationToken cancellationToken)
    {
        using var activity = ExtractionActivities.StartLoad();
        return await IqReader.OpenAsync(SourceOf(recording, samples), cancellationToken);
    }

    private static IFeatureSet FeatureSetOf(FeatureSetId set) =>
        FeatureSets.Find(set.Name, set.Version) ?? throw new ArgumentException($"This extractor does not compute {set}.", nameof(set));

    private static IqSource SourceOf(Recording recording, SampleStream samples) =>
        IqDatatype.TryParse(recording.Datatype, out var datatype)
            ? new IqSource(datatype, recording.DeclaredSampleRateHz, recording.Bytes, samples.OpenAsync)
            : throw IqDataException.Invalid(IqDataError.DatatypeMismatch, $"'{recording.Datatype}' is none of the known datatypes");

    private double MillisecondsSince(long started) => time.GetElapsedTime(started).TotalMilliseconds;

    /// <summary>The bytes that the samples come from. The reader opens a KiwiSDR file twice; the first time is for the samples.</summary>
    private sealed class SampleStream(Recording recording, Action<long> onBytesRead, ReadingCore core)
    {
        private HashingStream? _first;

        public long BytesRead => _first?.BytesRead ?? 0;

        public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
        {
            try
            {
                var bytes = await recording.OpenAsync(cancellationToken);
                return _first is null ? _first = new HashingStream(bytes, onBytesRead, core) : bytes;
            }
            catch (Exception fault) when (fault is ObjectMissingException or InvalidObjectKeyException)
            {
                throw IqDataException.ObjectMissing(recording.Location);
            }
        }

        /// <summary>The hash of all bytes.</summary>
        /// <exception cref="IqDataException">It is not that of the bytes that were uploaded.</exception>
        public byte[] RequireSha256()
        {
            var actual = _first?.Sha256() ?? throw new InvalidOperationException("The samples have not been read.");
            return recording.Sha256 is null || recording.Sha256.AsSpan().SequenceEqual(actual)
                ? actual
                : throw IqDataException.Invalid(
                    IqDataError.HashMismatch,
                    $"the object's SHA-256 is {Convert.ToHexStringLower(actual)}, expected {Convert.ToHexStringLower(recording.Sha256)}");
        }
    }
}
