using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>|Σ v[n]·exp(−2πi·kn/L)|² of real values, in float32. One instance serves one thread and allocates nothing after construction.</summary>
internal abstract class RealSpectrum
{
    /// <summary>The widest that this machine has.</summary>
    /// <param name="length">L: a power of two, 64…4096.</param>
    public static RealSpectrum Widest(int length) => LaneWidth.Widest switch
    {
        16 => new RealSpectrum<Lanes512>(length),
        8 => new RealSpectrum<Lanes256>(length),
        4 => new RealSpectrum<Lanes128>(length),
        _ => new RealSpectrum<Lanes1>(length),
    };

    /// <summary>Transforms.</summary>
    /// <param name="values">Shape [L].</param>
    /// <param name="factor">They are multiplied by this before they are rounded.</param>
    /// <param name="powers">The first bins, from k = 0. Shape [L] or shorter.</param>
    public abstract void Compute(ReadOnlySpan<double> values, double factor, Span<double> powers);
}

/// <inheritdoc cref="RealSpectrum"/>
internal sealed unsafe class RealSpectrum<T> : RealSpectrum
    where T : unmanaged, ILanes<T>
{
    private readonly SegmentTransform<T> _transform;
    private readonly PowerSums _sums;
    private readonly AlignedFloats _values;
    private readonly AlignedFloats _nothing;
    private readonly AlignedFloats _ones;

    public RealSpectrum(int length)
    {
        _transform = new SegmentTransform<T>(length);
        _sums = new PowerSums(_transform.Plan);
        _values = new AlignedFloats(length);
        _nothing = new AlignedFloats(length);
        _ones = new AlignedFloats(length);
        _ones.Span.Fill(1);
    }

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<double> values, double factor, Span<double> powers)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _values.Length);
        SpectrumSums.Narrow(values, factor, _values.Span);
        _transform.TakeUp(0, new RealPair<T>(_values.Pointer, _nothing.Pointer), _ones);
        for (var side = 1; side < _transform.Plan.SideBySide; side++)
        {
            _transform.TakeUpNothing(side);
        }

        _transform.AddPowers(_sums.ForNext());
        _sums.MoveTo(powers);
    }
}
