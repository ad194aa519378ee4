using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Features.RfWaterfall;

/// <summary>
/// Paints a recording chunk by chunk. Rows go on across the chunks: each is the spectrum of the next 512 samples; those of a coarser level
/// are the means of two of the finer one. Memory does not depend on the recording's length. One instance serves one recording.
/// </summary>
internal sealed class WaterfallPainter(IWaterfallCanvas canvas)
{
    /// <summary>L: bins of a row, and samples of a segment.</summary>
    public const int Bins = 512;

    /// <summary>The kernel's spectra are taken in such portions, to stay in the cache.</summary>
    private const int RowsAtOnce = 64;

    private readonly RowSpectra _spectra = RowSpectra.Widest(Bins);
    private readonly ChunkSketch _sketch = new();
    private readonly RowPyramid _pyramid = new(canvas);
    private readonly double[] _sum = new double[Bins];
    private readonly float[] _largest = new float[Bins];
    private readonly float[] _powers = new float[RowsAtOnce * Bins];
    private float[] _samples = [];
    private float[] _chunkRows = [];
    private int _carried;

    /// <summary>Spectra of single segments so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Chunks so far.</summary>
    public long Chunks { get; private set; }

    /// <summary>Mean power within a bin over all segments; 0 without any.</summary>
    public double MeanPower(int bin) => Rows == 0 ? 0 : _sum[bin] / Rows;

    /// <summary>The largest power within a bin of a single segment.</summary>
    public double LargestPower(int bin) => _largest[bin];

    /// <summary>Paints the next chunk.</summary>
    /// <param name="startSample">Samples of the recording before it.</param>
    /// <param name="chunk">512 samples or more.</param>
    public void Add(long startSample, WrittenSamples chunk)
    {
        var samples = Carry(chunk);
        var own = samples[(2 * _carried)..];
        var rows = ChunkRows(own);
        _sketch.Draw(startSample, own, rows);
        canvas.AddChunk(_sketch);
        Chunks++;
        AddRows(samples);
    }

    /// <summary>The recording has ended: what waits for a second row of its level goes on alone.</summary>
    public void Finish() => _pyramid.Finish();

    /// <summary>What the last row left, and after it the chunk.</summary>
    private Span<float> Carry(WrittenSamples chunk)
    {
        var length = 2 * (_carried + chunk.Count);
        if (_samples.Length < length)
        {
            Array.Resize(ref _samples, 2 * (Bins + chunk.Count));
        }

        chunk.CopyTo(_samples.AsSpan(2 * _carried, 2 * chunk.Count));
        return _samples.AsSpan(0, length);
    }

    private ReadOnlySpan<float> ChunkRows(ReadOnlySpan<float> own)
    {
        var count = own.Length / (2 * Bins);
        if (_chunkRows.Length < count * Bins)
        {
            _chunkRows = new float[count * Bins];
        }

        var rows = _chunkRows.AsSpan(0, count * Bins);
        _spectra.Compute(own[..(2 * count * Bins)], rows);
        return rows;
    }

    private void AddRows(Span<float> samples)
    {
        var rows = samples.Length / (2 * Bins);
        for (var first = 0; first < rows; first += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, rows - first);
            var powers = _powers.AsSpan(0, count * Bins);
            _spectra.Compute(samples.Slice(2 * first * Bins, 2 * count * Bins), powers);
            for (var row = 0; row < count; row++)
            {
                AddRow(powers.Slice(row * Bins, Bins));
            }
        }

        var rest = samples[(2 * rows * Bins)..];
        rest.CopyTo(samples);
        _carried = rest.Length / 2;
    }

    private void AddRow(ReadOnlySpan<float> powers)
    {
        Rows++;
        for (var bin = 0; bin < powers.Length; bin++)
        {
            _sum[bin] += powers[bin];
            _largest[bin] = Math.Max(_largest[bin], powers[bin]);
        }

        _pyramid.Add(powers);
    }
}
