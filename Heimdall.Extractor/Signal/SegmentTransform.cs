using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// The transform of a segment, or of a few short ones, and the sum of its |X|². What the first pass writes is taken to its end part by
/// part; all of it stays in the first cache, 4,096 points excepted. One instance serves one thread.
/// </summary>
internal sealed unsafe class SegmentTransform<T>
    where T : unmanaged, ILanes<T>
{
    private readonly TransformPlan _plan;
    private readonly AlignedFloats _work;

    /// <param name="segmentSamples">L: a power of two, 64…4096.</param>
    public SegmentTransform(int segmentSamples)
    {
        _plan = new TransformPlan(segmentSamples, T.Count);
        _work = new AlignedFloats(_plan.WorkFloats);
    }

    /// <summary>Where the bins end.</summary>
    public TransformPlan Plan => _plan;

    /// <summary>Takes a segment up and does the first pass.</summary>
    /// <param name="side">0…G−1: which of the segments that are transformed together.</param>
    /// <param name="source">The segment.</param>
    /// <param name="window">What it is multiplied by. Shape [L].</param>
    public void TakeUp<TSource>(int side, TSource source, AlignedFloats window)
        where TSource : struct, ISegmentSource<T>
    {
        var part = _plan.PointsOf(1);
        var target = _work.Pointer + (2 * side * _plan.Length);
        if (_plan.Radices[0] == 8)
        {
            PassesAlong<T>.WindowAndSplitInEight(source, window.Pointer, part, target, _plan.PartFloats);
        }
        else
        {
            PassesAlong<T>.WindowAndSplitInFour(source, window.Pointer, part, target, _plan.PartFloats);
        }
    }

    /// <summary>Takes up nothing but zeros, where there are no more segments.</summary>
    public void TakeUpNothing(int side) => _work.Span.Slice(2 * side * _plan.Length, 2 * _plan.Length).Clear();

    /// <summary>Transforms what has been taken up.</summary>
    /// <param name="sums">|X|² is added to what is here, at the places that the plan says. Shape [G·L].</param>
    public void AddPowers(float* sums)
    {
        var points = _plan.RegionPoints;
        var region = _work.Pointer;
        for (var place = 0; place < _plan.SumFloats; place += points, region += _plan.RegionFloats)
        {
            for (var pass = 1; pass < _plan.Radices.Length; pass++)
            {
                Split(region, place, pass);
            }

            if (_plan.IsTransposedBySplit)
            {
                PassesAcross<T>.SplitInFourAndTranspose(region, points, _plan.FactorsOfTransposition(place));
            }
            else
            {
                PassesAcross<T>.Transpose(region, points);
            }

            PassesAcross<T>.SplitRows(region, points, _plan.FactorsOfRows(place));
            PassesAcross<T>.AddPowers(region, points, _plan.FactorsOfLast(place), sums + place);
        }
    }

    /// <summary>Splits the blocks of a region that begins at a place.</summary>
    private void Split(float* region, int place, int pass)
    {
        var (length, part) = (_plan.PointsOf(pass), _plan.PointsOf(pass + 1));
        for (var first = 0; first < _plan.RegionPoints; first += length)
        {
            if (_plan.Radices[pass] == 8)
            {
                PassesAlong<T>.SplitInEight(region + (2 * first), part, _plan.FactorsOf(pass, place + first));
            }
            else
            {
                PassesAlong<T>.SplitInFour(region + (2 * first), part, _plan.FactorsOf(pass, place + first));
            }
        }
    }
}
