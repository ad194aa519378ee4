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
    private readonly int _length;
    private readonly SegmentTransform<T> _transform;
    private readonly EnvelopeHalves<T, TForm> _envelope;
    private readonly PowerSums _sums;
    private readonly AlignedFloats _window;
    private readonly AlignedFloats _scaledWindow;
    private float _windowScale = 1;

    public SegmentSpectra(int segmentSamples)
    {
        _length = segmentSamples;
        _transform = new SegmentTransform<T>(segmentSamples);
        _envelope = new EnvelopeHalves<T, TForm>(segmentSamples / 2);
        _sums = new PowerSums(_transform.Plan);
        _window = new AlignedFloats(segmentSamples);
        _scaledWindow = new AlignedFloats(segmentSamples);
        var window = HannWindow.Periodic(segmentSamples);
        for (var n = 0; n < window.Length; n++)
        {
            _window.Pointer[n] = (float)window[n];
        }

        _window.Span.CopyTo(_scaledWindow.Span);
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

        ScaleWindow(scale);
        var segments = WelchSegments.Count(samples.Count, _length);
        fixed (byte* first = samples.Bytes)
        {
            SumSignal(first, segments);
            _sums.MoveTo(signal);
            SumEnvelope(first, segments, scale, meanPower);
            _sums.MoveTo(envelope);
        }
    }

    /// <summary>The samples' scale is part of the window: a power of two rounds nothing.</summary>
    private void ScaleWindow(float scale)
    {
        if (scale == _windowScale)
        {
            return;
        }

        for (var n = 0; n < _length; n++)
        {
            _scaledWindow.Pointer[n] = scale * _window.Pointer[n];
        }

        _windowScale = scale;
    }

    private void SumSignal(byte* first, int segments)
    {
        var sides = _transform.Plan.SideBySide;
        for (var segment = 0; segment < segments; segment += sides)
        {
            for (var side = 0; side < sides; side++)
            {
                if (segment + side < segments)
                {
                    _transform.TakeUp(side, new SampleSegment<T, TForm>(Half(first, segment + side)), _scaledWindow);
                }
                else
                {
                    _transform.TakeUpNothing(side);
                }
            }

            _transform.AddPowers(_sums.ForNext());
        }
    }

    private void SumEnvelope(byte* first, int segments, float scale, double meanPower)
    {
        var sides = _transform.Plan.SideBySide;
        _envelope.Compute(2, first, scale, meanPower);
        for (var segment = 0; segment < segments; segment += 2 * sides)
        {
            for (var side = 0; side < sides; side++)
            {
                TakeUpEnvelope(side, first, segment + (2 * side), segments, scale, meanPower);
            }

            _transform.AddPowers(_sums.ForNext());
        }
    }

    /// <summary>Real segments: two share a transform.</summary>
    private void TakeUpEnvelope(int side, byte* first, int segment, int segments, float scale, double meanPower)
    {
        if (segment >= segments)
        {
            _transform.TakeUpNothing(side);
            return;
        }

        _envelope.Advance();
        _envelope.Compute(1, Half(first, segment + 1), scale, meanPower);
        if (segment + 1 < segments)
        {
            _envelope.Compute(2, Half(first, segment + 2), scale, meanPower);
            _transform.TakeUp(side, _envelope.Both, _window);
        }
        else
        {
            _transform.TakeUp(side, _envelope.First, _window);
        }
    }

    private byte* Half(byte* first, int half) => first + ((nint)half * _length * TForm.BytesPerComponent);
}
