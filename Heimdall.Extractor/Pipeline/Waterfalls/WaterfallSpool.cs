using Heimdall.Extractor.Features.RfWaterfall;
using Heimdall.Ledger.Waterfalls;

namespace Heimdall.Extractor.Pipeline.Waterfalls;

/// <summary>
/// A waterfall that is being painted, as its objects will be: on disk, for it is not to be seen before the recording is known to be good.
/// How long a recording is shows at its end; so each level is kept until it has too many rows, and then let go for the next one.
/// </summary>
internal sealed class WaterfallSpool(double sampleRateHz) : IWaterfallCanvas, IDisposable
{
    private const int PieceBytes = WaterfallFormat.ChunksPerObject * ChunkPreview.Bytes;

    /// <summary>Objects that are written to the store at once; one of S3 has a part's memory.</summary>
    private const int PutsAtOnce = 4;

    private readonly SpoolFile _file = new(PieceBytes);
    private readonly List<SpooledPieces> _levels = [];
    private readonly double[] _densities = new double[WaterfallFormat.Bins];
    private SpooledPieces? _chunks;

    /// <summary>Bytes on disk.</summary>
    public long Length => _file.Length;

    private SpooledPieces Chunks => _chunks ??= new SpooledPieces(_file, ChunkPreview.Bytes, WaterfallFormat.ChunksPerObject);

    public void AddRow(int level, ReadOnlySpan<float> powers)
    {
        if (level == _levels.Count)
        {
            _levels.Add(new SpooledPieces(_file, WaterfallFormat.Bins, WaterfallFormat.TileRows));
        }

        var rows = _levels[level];
        if (rows.Items == WaterfallFormat.MostRows)
        {
            rows.LetGo();
        }

        if (rows.IsKept)
        {
            WaterfallTile.Encode(powers, rows.Next());
        }
        else
        {
            rows.Skip();
        }
    }

    public void AddChunk(ChunkSketch chunk)
    {
        for (var bin = 0; bin < _densities.Length; bin++)
        {
            _densities[bin] = DensityOf(chunk.Powers[bin]);
        }

        var amplitudes = new ChunkPreview.Amplitudes(chunk.EnvelopeMin, chunk.EnvelopeMax, chunk.I, chunk.Q);
        ChunkPreview.Write(chunk.StartSample, chunk.Samples, _densities, amplitudes, Chunks.Next());
    }

    /// <summary>Power per hertz of the power within a bin.</summary>
    public double DensityOf(double power) => power * WaterfallFormat.Bins / sampleRateHz;

    /// <summary>How many times the rows of level 0 are doubled: those before it were too many.</summary>
    public int Finest => _levels.FindIndex(level => level.IsKept);

    /// <summary>The levels there will be, from the finest that is kept to the first that is a single tile.</summary>
    public IReadOnlyList<WaterfallLevel> Levels()
    {
        var levels = new List<WaterfallLevel>();
        for (var doublings = Finest; levels.Count == 0 || levels[^1].Tiles > 1; doublings++)
        {
            var rowSeconds = Math.ScaleB(WaterfallPainter.Bins, doublings) / sampleRateHz;
            levels.Add(new WaterfallLevel(levels.Count, (int)_levels[doublings].Items, rowSeconds, _levels[doublings].Pieces));
        }

        return levels;
    }

    /// <summary>Brings everything into the store, the manifest last.</summary>
    /// <exception cref="IOException">The disk or the store is at fault.</exception>
    public async Task PublishAsync(WaterfallObjects objects, WaterfallKey key, WaterfallManifest manifest, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = PutsAtOnce, CancellationToken = cancellationToken };
        foreach (var level in manifest.Levels)
        {
            var rows = _levels[Finest + level.Level];
            await Parallel.ForAsync(0, level.Tiles, parallel, async (index, cancellation) =>
                await objects.PutTileAsync(key, level.Level, index, rows.Read(index), cancellation));
        }

        await Parallel.ForAsync(0, Chunks.Pieces, parallel, async (group, cancellation) =>
            await objects.PutChunksAsync(key, group, Chunks.Read(group), cancellation));
        await objects.PutManifestAsync(key, manifest, cancellationToken);
    }

    public void Dispose() => _file.Dispose();
}
