using Heimdall.Ledger.Waterfalls;

namespace Heimdall.Api.Waterfalls;

/// <summary>A recording's waterfall: how its tiles are laid out, and its spectrum as a whole.</summary>
/// <param name="FrequencyHz">The tuned centre; bin b is at (b − 256)·fs/512 from it.</param>
/// <param name="Bins">Values of a row.</param>
/// <param name="TileRows">Rows of a tile; the last one of a level has as many as are left.</param>
/// <param name="RowSamples">Samples that a row of level 0 is the mean over.</param>
/// <param name="ValueOffsetDb">What the value 0 of a tile means, dBFS within a bin.</param>
/// <param name="ValueStepDb">From one value to the next.</param>
/// <param name="Levels">From the finest to the one that is a single tile; each has half the rows of the one before.</param>
/// <param name="MeanPsdDb">Of the whole recording, dBFS/Hz; bin 0 is −fs/2. -327.68: no power.</param>
/// <param name="MaxPsdDb">The largest of any 512 samples.</param>
/// <param name="ChunkSamples">Samples of a chunk.</param>
internal sealed record WaterfallResponse(
    Guid MeasurementId,
    string IqSha256,
    string Datatype,
    double SampleRateHz,
    long FrequencyHz,
    double DurationSeconds,
    long Samples,
    int Bins,
    int TileRows,
    long RowSamples,
    double ValueOffsetDb,
    double ValueStepDb,
    IReadOnlyList<WaterfallLevel> Levels,
    IReadOnlyList<double> MeanPsdDb,
    IReadOnlyList<double> MaxPsdDb,
    int ChunkSamples,
    long Chunks,
    DateTimeOffset MadeAt)
{
    public static WaterfallResponse Of(WaterfallState.Made made, WaterfallManifest manifest) => new(
        made.MeasurementId,
        made.Key.Sha256Text,
        manifest.Datatype,
        manifest.SampleRateHz,
        made.FrequencyHz,
        manifest.Samples / manifest.SampleRateHz,
        manifest.Samples,
        WaterfallFormat.Bins,
        WaterfallFormat.TileRows,
        manifest.RowSamples,
        WaterfallFormat.ValueOffsetDb,
        WaterfallFormat.ValueStepDb,
        manifest.Levels,
        manifest.MeanPsdDb,
        manifest.MaxPsdDb,
        manifest.ChunkSamples,
        manifest.Chunks,
        manifest.MadeAt);
}

/// <summary>What a chunk looks like.</summary>
/// <param name="StartSample">Samples of the recording before it.</param>
/// <param name="PsdDb">dBFS/Hz of 512 bins; bin 0 is −fs/2. -327.68: no power.</param>
/// <param name="Envelope">Amplitudes, full scale 1, of 256 equal parts of the chunk.</param>
/// <param name="Constellation">512 evenly spaced samples, full scale 1.</param>
internal sealed record WaterfallChunkResponse(
    int Chunk, long StartSample, int Samples, IReadOnlyList<double> PsdDb, ChunkEnvelope Envelope, ChunkConstellation Constellation)
{
    public static WaterfallChunkResponse Of(int chunk, ChunkPreview preview) => new(
        chunk,
        preview.StartSample,
        preview.Samples,
        preview.PsdDb,
        new ChunkEnvelope(preview.EnvelopeMin, preview.EnvelopeMax),
        new ChunkConstellation(preview.I, preview.Q));
}

/// <summary>The smallest and the largest amplitude of each part.</summary>
internal sealed record ChunkEnvelope(IReadOnlyList<float> Min, IReadOnlyList<float> Max);

/// <summary>Samples in the complex plane.</summary>
internal sealed record ChunkConstellation(IReadOnlyList<float> I, IReadOnlyList<float> Q);
