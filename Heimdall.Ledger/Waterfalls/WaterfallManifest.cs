namespace Heimdall.Ledger.Waterfalls;

/// <summary>What a waterfall consists of.</summary>
/// <param name="Datatype">As the recording was read.</param>
/// <param name="SampleRateHz">The true rate, fs.</param>
/// <param name="Samples">Of the recording.</param>
/// <param name="RowSamples">Samples that a row of level 0 is the mean over: 512, or a power of two times it.</param>
/// <param name="Levels">From the finest to the one that is a single tile.</param>
/// <param name="MeanPsdDb">Of the whole recording, dBFS/Hz; <see cref="WaterfallFormat.NoDensityDb"/>: no power. Shape [512].</param>
/// <param name="MaxPsdDb">The largest of any 512 samples, dBFS/Hz. Shape [512].</param>
/// <param name="ChunkSamples">Samples of a chunk; the last one may have fewer.</param>
public sealed record WaterfallManifest(
    string Datatype,
    double SampleRateHz,
    long Samples,
    long RowSamples,
    IReadOnlyList<WaterfallLevel> Levels,
    IReadOnlyList<double> MeanPsdDb,
    IReadOnlyList<double> MaxPsdDb,
    int ChunkSamples,
    long Chunks,
    DateTimeOffset MadeAt);

/// <summary>A level: rows of one length, in tiles.</summary>
/// <param name="Level">0 is the finest; each further one has half the rows.</param>
/// <param name="Rows">1 or more.</param>
/// <param name="RowSeconds">Of a row; the last one may stand for less.</param>
/// <param name="Tiles">Of 512 rows each, the last one of those that are left.</param>
public sealed record WaterfallLevel(int Level, int Rows, double RowSeconds, int Tiles);
