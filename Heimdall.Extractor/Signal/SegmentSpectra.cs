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
    /// <param name="form">What samples it will be given.</param>
    public static SegmentSpectra Widest(int segmentSamples, SampleForm form = SampleForm.Float32) => LaneWidth.Widest switch
    {
        16 => For<Lanes512>(segmentSamples, form),
        8 => For<Lanes256>(segmentSamples, form),
        4 => For<Lanes128>(segmentSamples, form),
        _ => For<Lanes1>(segmentSamples, form),
    };

    /// <summary>With a width of lanes of one's own choice.</summary>
    public static SegmentSpectra For<T>(int segmentSamples, SampleForm form)
        where T : unmanaged, ILanes<T> => form switch
        {
            SampleForm.Float32 => new SegmentSpectra<T, Float32Form>(segmentSamples),
            SampleForm.Float64 => new SegmentSpectra<T, Float64Form>(segmentSamples),
            SampleForm.Int32 => new SegmentSpectra<T, Int32Form>(segmentSamples),
            SampleForm.Int16 => new SegmentSpectra<T, Int16Form>(segmentSamples),
            SampleForm.Int8 => new SegmentSpectra<T, Int8Form>(segmentSamples),
            SampleForm.UInt16 => new SegmentSpectra<T, UInt16Form>(segmentSamples),
            SampleForm.UInt8 => new SegmentSpectra<T, UInt8Form>(segmentSamples),
            SampleForm.OffsetUInt8 => new SegmentSpectra<T, OffsetUInt8Form>(segmentSamples),
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, "Not a form of samples."),
        };

    /// <summary>Sums over all segments.</summary>
    /// <param name="samples">In the form that this was made for.</param>
    /// <param name="scale">Every sample as loaded is multiplied by this first: a power of two.</param>
    /// <param name="meanPower">The mean of |scale·x|².</param>
    /// <param name="signal">Σ|FFT(w·x)|², DC at bin 0. Shape [L].</param>
    /// <param name="envelope">
    /// Σ|FFT(a + ib)|², a and b two segments of w·(|x|² − mean): bins k and L−k together hold 2·(|A[k]|² + |B[k]|²). Shape [L].
    /// </param>
    public abstract void Sum(WrittenSamples samples, float scale, double meanPower, Span<double> signal, Span<double> envelope);
}

/// <inheritdoc cref="SegmentSpectra"/>
internal sealed unsafe class SegmentSpectra<T, TForm> : SegmentSpectra
    where T : unmanaged, ILanes<T>
    where TForm : struct, ISampleForm
{
    /// <summary>What the transforms of a group may take, so that they stay in the second cache.</summary>
    private const int GroupBytes = 1 << 20;

    private const int MostSlots = 96;

    private readonly int _length;
    private readonly int _slots;
    private readonly TransformPlan _plan;
    private readonly BatchedTransform<T> _transform;
    private readonly FirstPass<T, TForm> _firstPass;
    private readonly AlignedFloats _work;
    private readonly AlignedFloats _signalSums;
    private readonly AlignedFloats _envelopeSums;
    private readonly AlignedFloats _signalLanes;
    private readonly AlignedFloats _envelopeLanes;
    private readonly double[] _signalPlaces;
    private readonly double[] _envelopePlaces;

    public SegmentSpectra(int segmentSamples)
    {
        _length = segmentSamples;
        _slots = Math.Clamp(GroupBytes / (2 * sizeof(float) * segmentSamples) / T.Count * T.Count, T.Count, MostSlots);
        _plan = new TransformPlan(segmentSamples);
        _transform = new BatchedTransform<T>(_plan);
        _firstPass = new FirstPass<T, TForm>(_plan, _slots);
        _work = new AlignedFloats(_slots / T.Count * _plan.BatchFloats(T.Count));
        var places = Math.Max(T.Count, segmentSamples / _plan.Radices[0]);
        _signalSums = new AlignedFloats(T.Count * places);
        _envelopeSums = new AlignedFloats(T.Count * places);
        _signalLanes = new AlignedFloats(_slots);
        _envelopeLanes = new AlignedFloats(_slots);
        _signalPlaces = new double[segmentSamples];
        _envelopePlaces = new double[segmentSamples];
    }

    /// <inheritdoc/>
    public override void Sum(WrittenSamples samples, float scale, double meanPower, Span<double> signal, Span<double> envelope)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(signal.Length, _length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(envelope.Length, _length);
        if (samples.Form != TForm.Form)
        {
            throw new ArgumentException($"{samples.Form} where {TForm.Form} was expected.", nameof(samples));
        }

        _signalPlaces.AsSpan().Clear();
        _envelopePlaces.AsSpan().Clear();
        var segments = WelchSegments.Count(samples.Count, _length);
        var most = SegmentSlots.MostSegments(_slots);
        var groups = (segments + most - 1) / most;
        fixed (byte* bytes = samples.Bytes)
        {
            for (var group = 0; group < groups; group++)
            {
                var first = (int)((long)segments * group / groups);
                var slots = new SegmentSlots((int)((long)segments * (group + 1) / groups) - first);
                _firstPass.Run(bytes, (nint)first * _length, slots, scale, meanPower, _work.Pointer);
                SumGroup(slots);
            }
        }

        var placeOf = _plan.PlaceOf;
        for (var bin = 0; bin < placeOf.Length; bin++)
        {
            signal[bin] = _signalPlaces[placeOf[bin]];
            envelope[bin] = _envelopePlaces[placeOf[bin]];
        }
    }

    /// <summary>Part by part: what the first pass has made of all batches, taken to the end, then summed over the lanes in float64.</summary>
    private void SumGroup(SegmentSlots slots)
    {
        for (var slot = 0; slot < _slots; slot++)
        {
            _signalLanes.Pointer[slot] = slots.IsOfSignal(slot) ? 1 : 0;
            _envelopeLanes.Pointer[slot] = slots.IsOfEnvelope(slot) ? 1 : 0;
        }

        var points = _length / _plan.Radices[0];
        for (var part = 0; part < _plan.Radices[0]; part++)
        {
            _signalSums.Span.Clear();
            _envelopeSums.Span.Clear();
            var data = _work.Pointer + (part * _plan.PartFloats(T.Count));
            for (var slot = 0; slot < slots.Count; slot += T.Count, data += _plan.BatchFloats(T.Count))
            {
                var sums = new LaneSums(
                    _signalSums.Pointer,
                    _envelopeSums.Pointer,
                    _signalLanes.Pointer + slot,
                    _envelopeLanes.Pointer + slot,
                    slot < slots.Segments,
                    slot + T.Count > slots.FirstPair);
                _transform.AddPowers(1, points, data, sums);
            }

            AddLanes(_signalSums.Pointer, _signalPlaces.AsSpan(part * points, points));
            AddLanes(_envelopeSums.Pointer, _envelopePlaces.AsSpan(part * points, points));
        }
    }

    private static void AddLanes(float* sums, Span<double> places)
    {
        for (var p = 0; p < places.Length; p += T.Count)
        {
            LaneTotals<T>.Fold(sums + (p * T.Count));
            var totals = new ReadOnlySpan<float>(sums + (p * T.Count), Math.Min(T.Count, places.Length - p));
            for (var lane = 0; lane < totals.Length; lane++)
            {
                places[p + lane] += totals[lane];
            }
        }
    }
}
