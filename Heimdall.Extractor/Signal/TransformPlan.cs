using System.Numerics;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// How a transform of L points is done with W lanes: as the remainders of a polynomial (Bruun 1978 has it for real factors). The bins are the
/// values of Σ x[k]·z^k at z = ω_L^b, where z^L = 1; what is left of it where z^n = ω^θ, ω a whole turn, is a block of n points. A pass of radix R turns it
/// into R blocks of n/R, y_r[k] = Σ_q w^q·x[k + q·n/R]·ω_R^{qr} with w = ω^{θ/R}, for which z^{n/R} = ω^{(θ+r)/R}; a block of one point is the bin L·θ. So
/// a block has one factor for all its points, and the first pass, where θ = 0, none. As long as a block is longer than a register its neighbouring points
/// are the lanes. Then come squares of W blocks of P = max(4, W) points: they are transposed, so that a lane is a block, and split to the end across the
/// registers. Nothing is put in order on the way: one look-up does that for the sum of all transforms.
/// </summary>
internal sealed unsafe class TransformPlan
{
    /// <summary>The pass that transposes splits in so many parts, and the last one too.</summary>
    public const int LastRadix = 4;

    /// <summary>
    /// Between the parts of the first pass: without it they would lie a power of two apart, where a load waits for an older store that
    /// only looks as if it had the same address.
    /// </summary>
    private const int PaddingFloats = 32;

    private readonly AlignedFloats[] _factors;
    private readonly AlignedFloats _factorsOfTransposition;
    private readonly AlignedFloats _factorsOfRows;
    private readonly AlignedFloats _factorsOfLast;
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
        IsTransposedBySplit = Radices.Aggregate(length, static (points, radix) => points / radix) > PartPoints;
        SideBySide = Math.Max(1, lanes * PartPoints / length);

        _points = new int[Radices.Length + 1];
        _factors = new AlignedFloats[Radices.Length];
        _points[0] = length;
        for (var pass = 0; pass < Radices.Length; pass++)
        {
            _factors[pass] = FactorsAlong(_points[pass], Radices[pass]);
            _points[pass + 1] = _points[pass] / Radices[pass];
        }

        RegionPoints = Math.Max(Math.Max(_points[1], PartPoints * lanes), LastRadix * PartPoints);
        _factorsOfTransposition = FactorsAlong(LastRadix * PartPoints, LastRadix);
        _factorsOfRows = FactorsAcross(PartPoints, PartPoints / LastRadix);
        _factorsOfLast = FactorsAcross(LastRadix, LastRadix);
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

    /// <summary>Whether what is transposed has to be split in four first; else it is as short as a register already.</summary>
    public bool IsTransposedBySplit { get; }

    /// <summary>G: how many short segments make a square of W blocks together; 1 of longer ones.</summary>
    public int SideBySide { get; }

    /// <summary>What is taken to its end before the next is begun, so that it stays in the nearest cache: a part of the first pass or a square.</summary>
    public int RegionPoints { get; }

    /// <summary>From one region to the next.</summary>
    public int RegionFloats => (2 * RegionPoints) + (_points[1] == RegionPoints ? PaddingFloats : 0);

    /// <summary>From one of the first pass's parts to the next.</summary>
    public int PartFloats => _points[1] == RegionPoints ? RegionFloats : 2 * _points[1];

    /// <summary>All regions of G segments.</summary>
    public int WorkFloats => RegionFloats * (SideBySide * Length / RegionPoints);

    /// <summary>Places for sums: those of the g-th of G segments lie <see cref="Parts"/>·g further than those of the first.</summary>
    public int SumFloats => SideBySide * Length;

    /// <summary>Blocks of one segment, when they are transposed.</summary>
    public int Parts => Length / PartPoints;

    /// <summary>Where each bin, 0…L−1, of the first segment ends. Shape [L].</summary>
    public int[] PlaceOf { get; }

    /// <summary>The length of what a pass splits.</summary>
    public int PointsOf(int pass) => _points[pass];

    /// <summary>Of a pass along the lanes: those of the block that begins at a place. Shape [4] or [8].</summary>
    public float* FactorsOf(int pass, int place) => _factors[pass].Pointer + (place / _points[pass] * Radices[pass]);

    /// <summary>Of the pass that transposes: those of the blocks from a place on. Shape [blocks, 4].</summary>
    public float* FactorsOfTransposition(int place) => _factorsOfTransposition.Pointer + (place / PartPoints);

    /// <summary>Of the first pass across: those of the squares from a place on, each lane's own. Shape [squares, 4 or 2, W].</summary>
    public float* FactorsOfRows(int place) => _factorsOfRows.Pointer + (place / LastRadix);

    /// <summary>Of the last pass: those of the rows from a place on, four rows at a time, each lane's own. Shape [rows/4, 4, W].</summary>
    public float* FactorsOfLast(int place) => _factorsOfLast.Pointer + place;

    private static int[] RadicesOf(int length, int partPoints) => (length / partPoints) switch
    {
        // Short ones are not split where they are transposed.
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

    /// <summary>For each block of n points: w², w for radix 4, and w⁴, w², w, w·ω_8 for radix 8.</summary>
    private AlignedFloats FactorsAlong(int points, int radix)
    {
        var factors = new AlignedFloats(Math.Max(1, Length / points) * radix);
        var target = factors.Pointer;
        for (var place = 0; place < Length; place += points)
        {
            foreach (var power in (ReadOnlySpan<double>)(radix == 8 ? [4, 2, 1] : [2, 1]))
            {
                (target[0], target[1]) = Factor(place, points, radix, power, 0);
                target += 2;
            }

            if (radix == 8)
            {
                (target[0], target[1]) = Factor(place, points, radix, 1, 1.0 / 8);
                target += 2;
            }
        }

        return factors;
    }

    /// <summary>For each square, and in it for each block of n rows, W times each: w², w for radix 4, and w for radix 2.</summary>
    private AlignedFloats FactorsAcross(int points, int radix)
    {
        var factors = new AlignedFloats(SumFloats / points * radix);
        var target = factors.Pointer;
        for (var square = 0; square < SumFloats; square += PartPoints * Lanes)
        {
            for (var row = 0; row < PartPoints; row += points)
            {
                for (var power = radix / 2; power >= 1; power--, target += 2 * Lanes)
                {
                    for (var lane = 0; lane < Lanes; lane++)
                    {
                        (target[lane], target[lane + Lanes]) = Factor(square + (lane * PartPoints) + row, points, radix, power, 0);
                    }
                }
            }
        }

        return factors;
    }

    /// <summary>w^power·ω^more of the block of n points at a place; of short segments side by side those of each are the same.</summary>
    private (float Real, float Imaginary) Factor(int place, int points, int radix, double power, double more)
    {
        var theta = (double)Bin(place % Length) * points / Length;
        var (sin, cos) = Math.SinCos(-2 * Math.PI * ((power * theta / radix) + more));
        return ((float)cos, (float)sin);
    }

    /// <summary>The bin that ends at a place, counted part by part.</summary>
    private int Bin(int place)
    {
        var (bin, weight, points) = (0, 1, Length);
        foreach (var radix in (int[])[.. Radices, .. IsTransposedBySplit ? [LastRadix] : Array.Empty<int>(), PartPoints / LastRadix, LastRadix])
        {
            points /= radix;
            bin += weight * (place / points);
            place %= points;
            weight *= radix;
        }

        return bin;
    }

    /// <summary>In a square of W parts, W neighbouring places hold what is at the same place of each part.</summary>
    private int PlaceInSums(int place)
    {
        var (part, row) = (place / PartPoints, place % PartPoints);
        return (part / Lanes * Lanes * PartPoints) + (row * Lanes) + (part % Lanes);
    }
}
