using Heimdall.Extractor.Chunks;
using Heimdall.Extractor.Features;
using Heimdall.Extractor.Features.RfWaterfall;
using Heimdall.Extractor.Iq;
using Heimdall.Extractor.Pipeline.Waterfalls;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Objects;
using Heimdall.Ledger.Waterfalls;

namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// From a recording's bytes to the features of its receiver. The one place that knows both what is remembered and how it is computed.
/// </summary>
/// <remarks>Memory is bounded by the chunks in flight and the blocks of the result, whatever the recording's length.</remarks>
/// <param name="time">Measures how long it took.</param>
/// <param name="cores">What the recordings of this process compute on.</param>
/// <param name="waterfalls">Where pictures go; without it only features can be extracted.</param>
/// <param name="store">Told how the object store takes pictures.</param>
internal sealed class RecordingExtraction(TimeProvider time, ComputingCores cores, WaterfallObjects? waterfalls = null, StoreConditions? store = null)
{
    /// <summary>Length of a chunk.</summary>
    public const double ChunkDurationMs = ChunkGrid.ChunkMilliseconds;

    /// <summary>The feature sets that can be computed.</summary>
    public static IReadOnlyList<ComputedFeatureSet> Computes { get; } = [.. FeatureSets.All.Select(Of)];

    /// <summary>The set that the command line prints.</summary>
    public static ComputedFeatureSet RfIq { get; } = Of(FeatureSets.RfIq);

    /// <summary>True of a set whose work can wait, so that it takes no turn from what cannot.</summary>
    public static bool IsLeisurely(FeatureSetId set) => FeatureSetOf(set).JobPlace == JobPlace.Leisurely;

    /// <summary>True of a set whose results lie in the object store, where whoever makes them finds them again.</summary>
    public static bool IsKeptInStore(FeatureSetId set) => FeatureSetOf(set) is WaterfallFeatureSet;

    /// <summary>The smallest priority that a job of these sets can have: what somebody asks for has 0, everything else that of its set.</summary>
    public static int LowestPriorityOf(IEnumerable<FeatureSetId> sets) => sets.Min(set => Math.Min(FeatureSetOf(set).JobPlace.Priority, 0));

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
        using var work = Begin(set, recording, rate.TrueHz, stages);
        stages.Add(StageTimes.Load, started);

        using (ExtractionActivities.StartCompute())
        {
            await work.ReadAsync(reader, core, cancellationToken);
        }

        var sha256 = samples.RequireSha256();
        var nominalHz = reader.Datatype.Container == IqContainer.Wav ? rate.NominalHz : (double?)null;
        var facts = new RecordingFacts(rate.TrueHz, nominalHz, rate.SourceName, reader.SamplesRead, samples.BytesRead, sha256);
        var (features, blocks) = await work.FinishAsync(facts, cancellationToken);
        return new ReceiverResult.Ok(recording.MeasurementId, MillisecondsSince(started), facts, features, blocks)
        {
            AreFactsKnown = recording.Known is { } known && known.AreSame(facts),
        };
    }

    /// <summary>The kinds of work there are. A set of a known kind needs nothing here.</summary>
    private IRecordingWork Begin(IFeatureSet set, Recording recording, double sampleRateHz, StageTimes stages) => set switch
    {
        IChunkFeatureSet chunks => new ChunkFeatureWork(
            chunks, new RecordingContext(sampleRateHz, recording.DcGuardBins, recording.CalibrationOffsetDb), cores, stages),
        WaterfallFeatureSet when waterfalls is { } objects => new WaterfallWork(
            new FeatureSetId(set.Name, set.Version), recording, sampleRateHz, objects, store?.Writing, cores, stages, time),
        _ => throw new ArgumentException($"Nobody knows how to work on the recordings of {set.Name}.", nameof(set)),
    };

    private static async Task<IqReader> OpenAsync(Recording recording, SampleStream samples, CancellationToken cancellationToken)
    {
        using var activity = ExtractionActivities.StartLoad();
        return await IqReader.OpenAsync(SourceOf(recording, samples), cancellationToken);
    }

    private static IFeatureSet FeatureSetOf(FeatureSetId set) =>
        FeatureSets.Find(set.Name, set.Version) ?? throw new ArgumentException($"This extractor does not compute {set}.", nameof(set));

    private static ComputedFeatureSet Of(IFeatureSet set) =>
        new(new FeatureSetId(set.Name, set.Version), set.FeatureNames, set.JobPlace.Lane, set.JobPlace.Priority);

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
                var bytes = await recording.OpenAsync(core, cancellationToken);
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
