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
    private readonly TransformPlan _plan;
    private readonly BatchedTransform<T> _transform;
    private readonly float[] _window;
    private readonly AlignedFloats _data;
    private readonly AlignedFloats _sums;
    private readonly AlignedFloats _lanes = new(T.Count);

    /// <param name="segmentSamples">L: a power of two, 64…4096.</param>
    public RowSpectra(int segmentSamples)
    {
        _length = segmentSamples;
        _plan = new TransformPlan(segmentSamples);
        _transform = new BatchedTransform<T>(_plan);
        _data = new AlignedFloats(2 * segmentSamples * T.Count);
        _sums = new AlignedFloats(segmentSamples * T.Count);
        _lanes.Span.Fill(1);

        // The scale is in the window: what is left to do with a power is to store it.
        var window = HannWindow.Periodic(segmentSamples);
        var scale = 1 / Math.Sqrt(segmentSamples * window.Sum(static weight => weight * weight));
        _window = [.. window.Select(weight => (float)(scale * weight))];
    }

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<float> interleaved, Span<float> powers)
    {
        var segments = powers.Length / _length;
        if (powers.Length % _length != 0 || interleaved.Length != 2 * powers.Length)
        {
            throw new ArgumentException($"Whole segments of {_length} samples are transformed.", nameof(interleaved));
        }

        for (var first = 0; first < segments; first += T.Count)
        {
            var count = Math.Min(T.Count, segments - first);
            Load(interleaved.Slice(2 * first * _length, 2 * count * _length), count);
            _sums.Span.Clear();
            _transform.AddPowers(0, _length, _data.Pointer, new LaneSums(_sums.Pointer, _sums.Pointer, _lanes.Pointer, _lanes.Pointer, true, false));
            Store(powers.Slice(first * _length, count * _length), count);
        }
    }

    /// <summary>A lane a segment; a lane without one transforms what the last batch left in it, and nobody looks.</summary>
    private void Load(ReadOnlySpan<float> interleaved, int count)
    {
        for (var lane = 0; lane < count; lane++)
        {
            var segment = interleaved.Slice(2 * lane * _length, 2 * _length);
            var target = _data.Pointer + lane;
            for (var n = 0; n < _length; n++, target += 2 * T.Count)
            {
                var weight = _window[n];
                target[0] = weight * segment[2 * n];
                target[T.Count] = weight * segment[(2 * n) + 1];
            }
        }
    }

    private void Store(Span<float> powers, int count)
    {
        var half = _length / 2;
        var placeOf = _plan.PlaceOf;
        for (var lane = 0; lane < count; lane++)
        {
            var row = powers.Slice(lane * _length, _length);
            for (var bin = 0; bin < row.Length; bin++)
            {
                var power = _sums.Pointer[(placeOf[bin ^ half] * T.Count) + lane];
                row[bin] = power < float.MaxValue ? power : float.MaxValue;
            }
        }
    }
}
