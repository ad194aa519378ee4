using System.Numerics;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// How a transform of L points is done with W lanes. It is split by decimation in frequency (Gentleman and Sande 1966): a pass of radix R
/// turns n points into R parts of n/R, y_r[k] = ω_n^{rk}·Σ_q x[k + q·n/R]·ω_R^{qr}, and what then is the r-th part gives the bins that are
/// r modulo R. As long as a part is longer than a register its neighbouring points are the lanes. Then come blocks of W parts of P = max(4, W)
/// points: they are turned, so that a lane is a part, and split to the end across the registers. Nothing is put in order on the way: one
/// look-up does that for the sum of all transforms.
/// </summary>
internal sealed unsafe class TransformPlan
{
    /// <summary>The pass that turns splits in so many parts, and the last one too.</summary>
    public const int LastRadix = 4;

    /// <summary>
    /// Between the parts of the first pass: without it they would lie a power of two apart, where a load waits for an older store that
    /// only looks as if it had the same address.
    /// </summary>
    private const int PaddingFloats = 32;

    private readonly AlignedFloats[] _factors;
    private readonly int[] _points;

    /// <param name="length">L: a power of two, 64…4096.</param>
    /// <param name="lanes">W: 1, 4, 8 or 16.</param>
    public TransformPlan(int length, int lanes)
    {
        if (length is < 64 or > 4096 || !BitOperations.IsPow2(length))
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, "A segment's length is a power of two, 64…4096.");
        }

        (Length, Lanes, PartPoints) = (length, lanes, Math.Max(LastRadix, lanes));
        Radices = RadicesOf(length, PartPoints);
        IsTurnedBySplit = Radices.Aggregate(length, static (points, radix) => points / radix) > PartPoints;
        SideBySide = Math.Max(1, lanes * PartPoints / length);

        _points = new int[Radices.Length + 1];
        _factors = new AlignedFloats[Radices.Length];
        _points[0] = length;
        for (var pass = 0; pass < Radices.Length; pass++)
        {
            _factors[pass] = FactorsAlong(_points[pass], Radices[pass], lanes);
            _points[pass + 1] = _points[pass] / Radices[pass];
        }

        RegionPoints = Math.Max(Math.Max(_points[1], PartPoints * lanes), LastRadix * PartPoints);
        FactorsOfTurn = FactorsAlong(LastRadix * PartPoints, LastRadix, lanes);
        FactorsAcross = FactorsPerRow(PartPoints, PartPoints / LastRadix);
        PlaceOf = new int[length];
        for (var place = 0; place < length; place++)
        {
            PlaceOf[Bin(place)] = PlaceInSums(place);
        }
    }

    /// <summary>L.</summary>
    public int Length { get; }

    /// <summary>W.</summary>
    public int Lanes { get; }

    /// <summary>P.</summary>
    public int PartPoints { get; }

    /// <summary>Of the passes along the lanes, the first one first.</summary>
    public int[] Radices { get; }

    /// <summary>Whether what is turned has to be split in four first; else it is as short as a register already.</summary>
    public bool IsTurnedBySplit { get; }

    /// <summary>G: how many short segments make a block of W parts together; 1 of longer ones.</summary>
    public int SideBySide { get; }

    /// <summary>What is taken to its end before the next is begun, so that it stays in the nearest cache: a part of the first pass or a block.</summary>
    public int RegionPoints { get; }

    /// <summary>From one region to the next.</summary>
    public int RegionFloats => (2 * RegionPoints) + (_points[1] == RegionPoints ? PaddingFloats : 0);

    /// <summary>From one of the first pass's parts to the next.</summary>
    public int PartFloats => _points[1] == RegionPoints ? RegionFloats : 2 * _points[1];

    /// <summary>All regions of G segments.</summary>
    public int WorkFloats => RegionFloats * (SideBySide * Length / RegionPoints);

    /// <summary>Places for sums: those of the g-th of G segments lie <see cref="Parts"/>·g further than those of the first.</summary>
    public int SumFloats => SideBySide * Length;

    /// <summary>Of one segment, when they are turned.</summary>
    public int Parts => Length / PartPoints;

    /// <summary>Where each bin, 0…L−1, of the first segment ends. Shape [L].</summary>
    public int[] PlaceOf { get; }

    /// <summary>The length of what a pass splits.</summary>
    public int PointsOf(int pass) => _points[pass];

    /// <summary>ω_n^{rk} of a pass along the lanes: for W values of k at a time the real and imaginary parts for r = 1…R−1.</summary>
    public float* FactorsOf(int pass) => _factors[pass].Pointer;

    /// <summary>The same of the pass that turns.</summary>
    public AlignedFloats FactorsOfTurn { get; }

    /// <summary>ω_P^{rk} of the first pass across: for each k the real and imaginary parts for r = 1…P/4−1.</summary>
    public AlignedFloats FactorsAcross { get; }

    private static int[] RadicesOf(int length, int partPoints) => (length / partPoints) switch
    {
        // Short ones are not split where they are turned.
        4 => [4],
        8 when partPoints > LastRadix => [8],
        var parts => (parts / LastRadix) switch
        {
            4 => [4],
            8 => [8],
            16 => [4, 4],
            32 => [8, 4],
            64 => [8, 8],
            128 => [8, 4, 4],
            _ => [8, 8, 4],
        },
    };

    private static AlignedFloats FactorsAlong(int points, int radix, int lanes)
    {
        var factors = new AlignedFloats(2 * (radix - 1) * (points / radix));
        var place = 0;
        for (var first = 0; first < points / radix; first += lanes)
        {
            for (var r = 1; r < radix; r++)
            {
                for (var lane = 0; lane < lanes; lane++, place++)
                {
                    var (sin, cos) = Math.SinCos(-2 * Math.PI * r * (first + lane) / points);
                    (factors.Pointer[place], factors.Pointer[place + lanes]) = ((float)cos, (float)sin);
                }

                place += lanes;
            }
        }

        return factors;
    }

    /// <summary>The same number for all lanes.</summary>
    private static AlignedFloats FactorsPerRow(int points, int radix) => FactorsAlong(points, radix, lanes: 1);

    /// <summary>The bin that ends at a place, counted part by part.</summary>
    private int Bin(int place)
    {
        var (bin, weight, points) = (0, 1, Length);
        foreach (var radix in (int[])[.. Radices, .. IsTurnedBySplit ? [LastRadix] : Array.Empty<int>(), PartPoints / LastRadix, LastRadix])
        {
            points /= radix;
            bin += weight * (place / points);
            place %= points;
            weight *= radix;
        }

        return bin;
    }

    /// <summary>In a block of W parts, W neighbouring places hold what is at the same place of each part.</summary>
    private int PlaceInSums(int place)
    {
        var (part, row) = (place / PartPoints, place % PartPoints);
        return (part / Lanes * Lanes * PartPoints) + (row * Lanes) + (part % Lanes);
    }
}
