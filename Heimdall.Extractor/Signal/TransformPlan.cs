using System.Numerics;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// How a transform of L points is split by decimation in frequency (Gentleman and Sande 1966): a pass of radix R turns one transform
/// of n points into R of n/R, y_r[k] = ω_n^{rk}·Σ_q x[k + q·n/R]·ω_R^{qr}, and what then is the r-th part gives the bins that are r
/// modulo R. Nothing is put in order on the way: the bins end at digit-reversed places, which one look-up undoes for the sum of all.
/// </summary>
internal sealed unsafe class TransformPlan
{
    /// <summary>The last pass turns by nothing and squares at once.</summary>
    public const int LastRadix = 8;

    /// <summary>
    /// Between the parts that a first pass writes side by side: without it they would lie a power of two apart, where the caches put
    /// them all into the same few lines.
    /// </summary>
    private const int PaddingFloats = 96;

    private readonly AlignedFloats[] _factors;

    /// <param name="length">L: a power of two, 64…4096.</param>
    public TransformPlan(int length)
    {
        if (length is < 64 or > 4096 || !BitOperations.IsPow2(length))
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, "A segment's length is a power of two, 64…4096.");
        }

        Length = length;
        Radices = length switch
        {
            64 => [8, 8],
            128 => [4, 4, 8],
            256 => [4, 8, 8],
            512 => [8, 8, 8],
            1024 => [4, 4, 8, 8],
            2048 => [8, 4, 8, 8],
            _ => [8, 8, 8, 8],
        };
        _factors = new AlignedFloats[Radices.Length - 1];
        var points = length;
        for (var pass = 0; pass < _factors.Length; pass++)
        {
            _factors[pass] = Factors(points, Radices[pass]);
            points /= Radices[pass];
        }

        PlaceOf = new int[length];
        for (var place = 0; place < length; place++)
        {
            PlaceOf[Bin(place)] = place;
        }
    }

    /// <summary>L.</summary>
    public int Length { get; }

    /// <summary>From the first pass to the last.</summary>
    public int[] Radices { get; }

    /// <summary>Where each bin, 0…L−1, ends. Shape [L].</summary>
    public int[] PlaceOf { get; }

    /// <summary>From one of the first pass's parts to the next, of W transforms side by side.</summary>
    public int PartFloats(int lanes) => (2 * lanes * (Length / Radices[0])) + PaddingFloats;

    /// <summary>From W transforms to the next W.</summary>
    public int BatchFloats(int lanes) => PartFloats(lanes) * Radices[0];

    /// <summary>ω_n^{rk} of a pass: for each k the real and imaginary parts for r = 1…R−1.</summary>
    public float* FactorsOf(int pass) => _factors[pass].Pointer;

    private static AlignedFloats Factors(int points, int radix)
    {
        var factors = new AlignedFloats(2 * (radix - 1) * (points / radix));
        var place = 0;
        for (var k = 0; k < points / radix; k++)
        {
            for (var r = 1; r < radix; r++)
            {
                var (sin, cos) = Math.SinCos(-2 * Math.PI * r * k / points);
                factors.Pointer[place++] = (float)cos;
                factors.Pointer[place++] = (float)sin;
            }
        }

        return factors;
    }

    private int Bin(int place)
    {
        var (bin, weight, points) = (0, 1, Length);
        foreach (var radix in Radices)
        {
            points /= radix;
            bin += weight * (place / points);
            place %= points;
            weight *= radix;
        }

        return bin;
    }
}
