using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>Σ|X|² of many transforms at the places where they leave it: in float32 for a while, then in float64. One instance serves one thread.</summary>
internal sealed unsafe class PowerSums
{
    /// <summary>Of float32 additions in a row.</summary>
    private const int MostAdditions = 512;

    private readonly TransformPlan _plan;
    private readonly AlignedFloats _recent;
    private readonly double[] _places;
    private int _additions;

    public PowerSums(TransformPlan plan)
    {
        _plan = plan;
        _recent = new AlignedFloats(plan.SumFloats);
        _places = new double[plan.SumFloats];
    }

    /// <summary>What the next transform's |X|² are to be added to.</summary>
    public float* ForNext()
    {
        if (_additions == MostAdditions)
        {
            Settle();
        }

        _additions++;
        return _recent.Pointer;
    }

    /// <summary>The sums so far, bin by bin, DC at bin 0; from here on they begin at 0 again.</summary>
    /// <param name="bins">Shape [L].</param>
    public void MoveTo(Span<double> bins)
    {
        Settle();
        var placeOf = _plan.PlaceOf;
        for (var bin = 0; bin < bins.Length; bin++)
        {
            bins[bin] = _places[placeOf[bin]];
        }

        for (var side = 1; side < _plan.SideBySide; side++)
        {
            for (var bin = 0; bin < bins.Length; bin++)
            {
                bins[bin] += _places[placeOf[bin] + (side * _plan.Parts)];
            }
        }

        _places.AsSpan().Clear();
    }

    private void Settle()
    {
        var recent = _recent.Span;
        for (var place = 0; place < _places.Length; place++)
        {
            _places[place] += recent[place];
        }

        recent.Clear();
        _additions = 0;
    }
}
