using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>Σ|X|² of many transforms at the places where they leave it: in float32 for a while, then in float64. One instance serves one thread.</summary>
internal sealed unsafe class PowerSums
{
    /// <summary>Of float32 additions in a row.</summary>
    private const int MostAdditions = 512;

    private readonly TransformPlan _plan;
    private readonly AlignedFloats _recent;
    private readonly double[] _earlier;
    private int _additions;
    private bool _hasEarlier;

    public PowerSums(TransformPlan plan)
    {
        _plan = plan;
        _recent = new AlignedFloats(plan.SumFloats);
        _earlier = new double[plan.SumFloats];
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
    /// <param name="bins">The first bins. Shape [L] or shorter.</param>
    public void MoveTo(Span<double> bins)
    {
        ReadOnlySpan<int> placeOf = _plan.PlaceOf.AsSpan(0, bins.Length);
        var recent = _recent.Span;
        bins.Clear();
        for (var side = 0; side < _plan.SideBySide; side++)
        {
            AddFrom(_recent.Pointer + (side * _plan.Parts), placeOf, bins);
        }

        if (_hasEarlier)
        {
            AddEarlier(placeOf, bins);
        }

        recent.Clear();
        _additions = 0;
    }

    /// <summary>Eight at a time where the machine can look up so many.</summary>
    private static void AddFrom(float* sums, ReadOnlySpan<int> placeOf, Span<double> bins)
    {
        var bin = 0;
        fixed (int* places = placeOf)
        fixed (double* target = bins)
        {
            if (Avx2.IsSupported)
            {
                for (; bin <= bins.Length - Vector256<float>.Count; bin += Vector256<float>.Count)
                {
                    var (low, high) = Vector256.Widen(Avx2.GatherVector256(sums, Vector256.Load(places + bin), sizeof(float)));
                    (Vector256.Load(target + bin) + low).Store(target + bin);
                    (Vector256.Load(target + bin + 4) + high).Store(target + bin + 4);
                }
            }

            for (; bin < bins.Length; bin++)
            {
                target[bin] += sums[places[bin]];
            }
        }
    }

    private void AddEarlier(ReadOnlySpan<int> placeOf, Span<double> bins)
    {
        for (var side = 0; side < _plan.SideBySide; side++)
        {
            for (var bin = 0; bin < bins.Length; bin++)
            {
                bins[bin] += _earlier[placeOf[bin] + (side * _plan.Parts)];
            }
        }

        _earlier.AsSpan().Clear();
        _hasEarlier = false;
    }

    private void Settle()
    {
        var recent = _recent.Span;
        for (var place = 0; place < _earlier.Length; place++)
        {
            _earlier[place] += recent[place];
        }

        recent.Clear();
        _additions = 0;
        _hasEarlier = true;
    }
}
