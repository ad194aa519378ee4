using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// The spectrum of each segment by itself: consecutive segments of L samples, not overlapping, under a periodic Hann window, in float32.
/// One instance serves one thread and allocates nothing after construction.
/// </summary>
internal abstract class RowSpectra
{
    /// <summary>The widest that this machine has.</summary>
    /// <param name="segmentSamples">L: a power of two, 64…4096.</param>
    public static RowSpectra Widest(int segmentSamples) => LaneWidth.Widest switch
    {
        16 => new RowSpectra<Lanes512>(segmentSamples),
        8 => new RowSpectra<Lanes256>(segmentSamples),
        4 => new RowSpectra<Lanes128>(segmentSamples),
        _ => new RowSpectra<Lanes1>(segmentSamples),
    };

    /// <summary>Transforms segment after segment.</summary>
    /// <param name="interleaved">I and Q in turn, full scale 1: whole segments. Shape [K, L, 2].</param>
    /// <param name="powers">
    /// |FFT(w·x)|² / (L·Σw²): the power within each bin of fs/L, two-sided, full scale 1, DC at bin L/2. What lies beyond float32 is its
    /// largest number. Shape [K, L].
    /// </param>
    public abstract void Compute(ReadOnlySpan<float> interleaved, Span<float> powers);
}

/// <inheritdoc cref="RowSpectra"/>
internal sealed unsafe class RowSpectra<T> : RowSpectra
    where T : unmanaged, ILanes<T>
{
    private readonly int _length;
    private readonly SegmentTransform<T> _transform;
    private readonly AlignedFloats _window;
    private readonly AlignedFloats _sums;

    /// <param name="segmentSamples">L: a power of two, 64…4096.</param>
    public RowSpectra(int segmentSamples)
    {
        _length = segmentSamples;
        _transform = new SegmentTransform<T>(segmentSamples);
        _window = new AlignedFloats(segmentSamples);
        _sums = new AlignedFloats(_transform.Plan.SumFloats);

        // The scale is in the window: what is left to do with a power is to store it.
        var window = HannWindow.Periodic(segmentSamples);
        var scale = 1 / Math.Sqrt(segmentSamples * window.Sum(static weight => weight * weight));
        for (var n = 0; n < window.Length; n++)
        {
            _window.Pointer[n] = (float)(scale * window[n]);
        }
    }

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<float> interleaved, Span<float> powers)
    {
        var segments = powers.Length / _length;
        if (powers.Length % _length != 0 || interleaved.Length != 2 * powers.Length)
        {
            throw new ArgumentException($"Whole segments of {_length} samples are transformed.", nameof(interleaved));
        }

        var sides = _transform.Plan.SideBySide;
        fixed (float* samples = interleaved)
        {
            for (var first = 0; first < segments; first += sides)
            {
                var count = Math.Min(sides, segments - first);
                Transform(samples + (2 * (nint)first * _length), count);
                for (var side = 0; side < count; side++)
                {
                    Store(side, powers.Slice((first + side) * _length, _length));
                }
            }
        }
    }

    private void Transform(float* samples, int count)
    {
        for (var side = 0; side < _transform.Plan.SideBySide; side++)
        {
            if (side < count)
            {
                _transform.TakeUp(side, new SampleSegment<T, Float32Form>((byte*)(samples + (2 * side * _length))), _window);
            }
            else
            {
                _transform.TakeUpNothing(side);
            }
        }

        _sums.Span.Clear();
        _transform.AddPowers(_sums.Pointer);
    }

    private void Store(int side, Span<float> row)
    {
        var half = _length / 2;
        var placeOf = _transform.Plan.PlaceOf;
        var sums = _sums.Pointer + (side * _transform.Plan.Parts);
        for (var bin = 0; bin < row.Length; bin++)
        {
            var power = sums[placeOf[bin ^ half]];
            row[bin] = power < float.MaxValue ? power : float.MaxValue;
        }
    }
}
