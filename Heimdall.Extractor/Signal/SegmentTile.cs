using System.Runtime.CompilerServices;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// A few samples of every segment of a group, turned so that neighbouring lanes are neighbouring segments. A column is half a segment
/// (L/2 samples, as the segments overlap by half), a row one sample of it. First come the columns of x, then those of the
/// envelope |x|² − mean, as <see cref="SegmentSlots"/> says. One instance serves one thread.
/// </summary>
internal sealed unsafe class SegmentTile<T, TForm>
    where T : unmanaged, ILanes<T>
    where TForm : struct, ISampleForm
{
    private readonly int _halfSamples;
    private readonly AlignedFloats _values;
    private readonly AlignedFloats _envelope;
    private readonly int _envelopeStride;
    private readonly AlignedFloats _turned = new(T.Count * T.Count);

    /// <param name="halfSamples">L/2.</param>
    /// <param name="slots">The most slots of a group, a multiple of W.</param>
    /// <param name="strips">How many rows, equally far apart, the first pass takes from a column for one butterfly.</param>
    public SegmentTile(int halfSamples, int slots, int strips)
    {
        _halfSamples = halfSamples;
        Strips = strips;
        Stride = slots + (2 * Math.Max(16, T.Count));
        _values = new AlignedFloats(2 * Stride * Rows * strips);
        _envelopeStride = Stride + (2 * T.Count);
        _envelope = new AlignedFloats(_envelopeStride * Rows);
    }

    /// <summary>Rows of a strip that are filled at once: as many samples as a vector register holds.</summary>
    public static int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.Count > 1 ? T.Count / 2 : 1;
    }

    public int Strips { get; }

    /// <summary>From the real parts of a row to its imaginary parts.</summary>
    public int Stride { get; }

    /// <summary>The real parts of all columns; the imaginary parts follow a <see cref="Stride"/> further.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Row(int strip, int row) => _values.Pointer + (2 * Stride * ((strip * Rows) + row));

    /// <summary>Fills all strips.</summary>
    /// <param name="samples">The chunk's samples.</param>
    /// <param name="first">The component, I or Q, that the group's first segment begins with.</param>
    /// <param name="row">The first row of each strip, counted from the strip's first.</param>
    /// <param name="slots">The group.</param>
    /// <param name="scale">Every sample is multiplied by this.</param>
    /// <param name="meanPower">The mean of |scale·x|².</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(byte* samples, nint first, int row, SegmentSlots slots, float scale, double meanPower)
    {
        for (var strip = 0; strip < Strips; strip++)
        {
            var from = first + (2 * ((_halfSamples / Strips * strip) + row));
            for (var column = 0; column <= slots.Segments; column += T.Count)
            {
                Turn(samples, from, strip, column, slots.Segments, T.Broadcast(scale));
            }

            // All rows first, then their copies: what has just been stored cannot be loaded askew without a stall.
            for (var r = 0; r < Rows; r++)
            {
                ComputeEnvelope(Row(strip, r), _envelope.Pointer + (r * _envelopeStride), slots, meanPower);
            }

            for (var r = 0; r < Rows; r++)
            {
                PlaceEnvelope(Row(strip, r), _envelope.Pointer + (r * _envelopeStride), slots);
            }
        }
    }

    /// <summary>
    /// Turns W columns of one strip: a perfect shuffle of the register's values with those of another, log₂W times, exchanges rows
    /// and columns (Stone 1971); two shuffles are done for each time that a value is loaded.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Turn(byte* samples, nint first, int strip, int column, int lastColumn, T scale)
    {
        var segment = 2 * (nint)_halfSamples;
        if (T.Count == 1)
        {
            var from = first + (segment * column);
            (TForm.Load<T>(samples, from) * scale).Store(Row(strip, 0) + column);
            (TForm.Load<T>(samples, from + 1) * scale).Store(Row(strip, 0) + Stride + column);
            return;
        }

        var turned = _turned.Pointer;
        var quarter = T.Count / 4;
        for (var n = 0; n < quarter; n++)
        {
            // Beyond the last column there may be no samples: the last column stands in for what nobody looks at.
            var a = TForm.Load<T>(samples, first + (segment * Math.Min(column + n, lastColumn))) * scale;
            var b = TForm.Load<T>(samples, first + (segment * Math.Min(column + n + quarter, lastColumn))) * scale;
            var c = TForm.Load<T>(samples, first + (segment * Math.Min(column + n + (2 * quarter), lastColumn))) * scale;
            var d = TForm.Load<T>(samples, first + (segment * Math.Min(column + n + (3 * quarter), lastColumn))) * scale;
            ShuffleTwice(turned + (4 * n * T.Count), T.Count, a, b, c, d);
        }

        var target = Row(strip, 0) + column;
        if (T.Count == 16)
        {
            for (var n = 0; n < quarter; n++)
            {
                var from = turned + (n * T.Count);
                var apart = quarter * T.Count;
                ShuffleTwice(
                    target + (4 * n * Stride), Stride, T.Load(from), T.Load(from + apart), T.Load(from + (2 * apart)), T.Load(from + (3 * apart)));
            }
        }
        else if (T.Count == 8)
        {
            for (var n = 0; n < 4; n++)
            {
                var (low, high) = T.Interleave(T.Load(turned + (n * T.Count)), T.Load(turned + ((n + 4) * T.Count)));
                low.Store(target + (2 * n * Stride));
                high.Store(target + (((2 * n) + 1) * Stride));
            }
        }
        else
        {
            for (var n = 0; n < 4; n++)
            {
                T.Load(turned + (n * T.Count)).Store(target + (n * Stride));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ShuffleTwice(float* target, int stride, T a, T b, T c, T d)
    {
        var (acLow, acHigh) = T.Interleave(a, c);
        var (bdLow, bdHigh) = T.Interleave(b, d);
        var (first, second) = T.Interleave(acLow, bdLow);
        var (third, fourth) = T.Interleave(acHigh, bdHigh);
        first.Store(target);
        second.Store(target + stride);
        third.Store(target + (2 * stride));
        fourth.Store(target + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputeEnvelope(float* row, float* envelope, SegmentSlots slots, double meanPower)
    {
        var high = (float)meanPower;
        var low = (float)(meanPower - high);
        for (var column = 0; column <= slots.Segments; column += T.Count)
        {
            T.PowerLess(T.Load(row + column), T.Load(row + Stride + column), high, low).Store(envelope + column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PlaceEnvelope(float* row, float* envelope, SegmentSlots slots)
    {
        // Each copy may run over its end: what it spoils there is written by the next one, or belongs to no slot.
        var real = row + slots.FirstPair;
        var imaginary = real + Stride;
        for (var column = 0; column <= slots.Pairs; column += T.Count)
        {
            T.Load(envelope + column).Store(real + column);
            T.Load(envelope + slots.Pairs + column).Store(imaginary + column);
        }

        if (slots.HasSingle)
        {
            (row[slots.Single], row[slots.Single + 1]) = (envelope[slots.Segments - 1], envelope[slots.Segments]);
            (row[Stride + slots.Single], row[Stride + slots.Single + 1]) = (0, 0);
        }
    }
}
