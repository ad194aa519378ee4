using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// Adds up |X|² of all segments of a chunk under a periodic Hann window, of x and of |x|² − mean. One instance serves one thread and
/// allocates nothing after construction.
/// </summary>
internal abstract class SegmentSpectra
{
    /// <summary>The widest that this machine has.</summary>
    /// <param name="segmentSamples">L: a power of two, 64…4096.</param>
    public static SegmentSpectra Widest(int segmentSamples) => LaneWidth.Widest switch
    {
        16 => new SegmentSpectra<Lanes512>(segmentSamples),
        8 => new SegmentSpectra<Lanes256>(segmentSamples),
        4 => new SegmentSpectra<Lanes128>(segmentSamples),
        _ => new SegmentSpectra<Lanes1>(segmentSamples),
    };

    /// <summary>Sums over all segments.</summary>
    /// <param name="interleaved">I and Q in turn. Shape [2·N].</param>
    /// <param name="scale">Every sample is multiplied by this first: a power of two.</param>
    /// <param name="meanPower">The mean of |scale·x|².</param>
    /// <param name="signal">Σ|FFT(w·x)|², DC at bin 0. Shape [L].</param>
    /// <param name="envelope">
    /// Σ|FFT(a + ib)|², a and b two segments of w·(|x|² − mean): bins k and L−k together hold 2·(|A[k]|² + |B[k]|²). Shape [L].
    /// </param>
    public abstract void Sum(
        ReadOnlySpan<float> interleaved, float scale, double meanPower, Span<double> signal, Span<double> envelope);
}

/// <inheritdoc cref="SegmentSpectra"/>
internal sealed unsafe class SegmentSpectra<T> : SegmentSpectra
    where T : unmanaged, ILanes<T>
{
    /// <summary>What the transforms of a group may take, so that they stay in the second cache.</summary>
    private const int GroupBytes = 1 << 20;

    private const int MostSlots = 96;

    private readonly int _length;
    private readonly int _slots;
    private readonly TransformPlan _plan;
    private readonly BatchedTransform<T> _transform;
    private readonly FirstPass<T> _firstPass;
    private readonly AlignedFloats _work;
    private readonly AlignedFloats _signalSums;
    private readonly AlignedFloats _envelopeSums;
    private readonly AlignedFloats _signalLanes;
    private readonly AlignedFloats _envelopeLanes;

    public SegmentSpectra(int segmentSamples)
    {
        _length = segmentSamples;
        _slots = Math.Clamp(GroupBytes / (2 * sizeof(float) * segmentSamples) / T.Count * T.Count, T.Count, MostSlots);
        _plan = new TransformPlan(segmentSamples);
        _transform = new BatchedTransform<T>(_plan);
        _firstPass = new FirstPass<T>(_plan, _slots);
        _work = new AlignedFloats(2 * _slots * segmentSamples);
        var places = Math.Max(T.Count, segmentSamples / _plan.Radices[0]);
        _signalSums = new AlignedFloats(T.Count * places);
        _envelopeSums = new AlignedFloats(T.Count * places);
        _signalLanes = new AlignedFloats(_slots);
        _envelopeLanes = new AlignedFloats(_slots);
    }

    /// <inheritdoc/>
    public override void Sum(
        ReadOnlySpan<float> interleaved, float scale, double meanPower, Span<double> signal, Span<double> envelope)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(signal.Length, _length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(envelope.Length, _length);
        signal.Clear();
        envelope.Clear();
        var segments = WelchSegments.Count(interleaved.Length / 2, _length);
        var most = SegmentSlots.MostSegments(_slots);
        var groups = (segments + most - 1) / most;
        fixed (float* samples = interleaved)
        {
            for (var group = 0; group < groups; group++)
            {
                var first = (int)((long)segments * group / groups);
                var slots = new SegmentSlots((int)((long)segments * (group + 1) / groups) - first);
                _firstPass.Run(samples + ((long)first * _length), slots, scale, meanPower, _work.Pointer);
                SumGroup(slots, signal, envelope);
            }
        }
    }

    /// <summary>Part by part: what the first pass has made of all batches, taken to the end, then summed over the lanes in float64.</summary>
    private void SumGroup(SegmentSlots slots, Span<double> signal, Span<double> envelope)
    {
        for (var slot = 0; slot < _slots; slot++)
        {
            _signalLanes.Pointer[slot] = slots.IsOfSignal(slot) ? 1 : 0;
            _envelopeLanes.Pointer[slot] = slots.IsOfEnvelope(slot) ? 1 : 0;
        }

        var points = _length / _plan.Radices[0];
        for (var place = 0; place < _length; place += points)
        {
            _signalSums.Span.Clear();
            _envelopeSums.Span.Clear();
            for (var slot = 0; slot < slots.Count; slot += T.Count)
            {
                var sums = new LaneSums(
                    _signalSums.Pointer,
                    _envelopeSums.Pointer,
                    _signalLanes.Pointer + slot,
                    _envelopeLanes.Pointer + slot,
                    slot < slots.Segments,
                    slot + T.Count > slots.FirstPair);
                _transform.AddPowers(1, points, _work.Pointer + (2 * (slot * _length + (T.Count * place))), sums);
            }

            AddLanes(_signalSums.Pointer, place, points, signal);
            AddLanes(_envelopeSums.Pointer, place, points, envelope);
        }
    }

    private void AddLanes(float* sums, int place, int points, Span<double> target)
    {
        var bins = _plan.BinAt.AsSpan(place, points);
        for (var p = 0; p < points; p += T.Count)
        {
            LaneTotals<T>.Fold(sums + (p * T.Count));
            var inReach = Math.Min(T.Count, points - p);
            for (var lane = 0; lane < inReach; lane++)
            {
                target[bins[p + lane]] += sums[(p * T.Count) + lane];
            }
        }
    }
}
