using System.Numerics;
using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// Quantiles of a few thousand values, linear between order statistics (Hyndman and Fan's type 7). Nothing is sorted: the values are
/// counted below a limit that is halved towards the wanted one, many values at a time, until few are left to choose from.
/// </summary>
internal static class Quantile
{
    private const int FewEnough = 24;
    private const int Sample = 32;

    /// <summary>Two standard deviations of the sample's own quantile, which are at most ½·√32 each.</summary>
    private const int SampleMargin = 6;

    /// <summary>The value below which a share of the values lies.</summary>
    /// <param name="values">The values, 0 or more each, at least one; their order may change.</param>
    /// <param name="probability">0…1: 0 is the smallest value, ½ the median, 1 the largest.</param>
    public static double OfUnsorted(Span<double> values, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        var position = probability * (values.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, values.Length - 1);
        var (lower, upper) = OrderStatistics(values, below, above);
        return lower + ((position - below) * (upper - lower));
    }

    /// <summary>The values of two ranks, which are neighbours or the same.</summary>
    private static (double Lower, double Upper) OrderStatistics(Span<double> values, int below, int above)
    {
        if (values.Length <= 2 * FewEnough)
        {
            values.Sort();
            return (values[below], values[above]);
        }

        // The bits of doubles ≥ 0 are in their order: halving the bits halves the exponent first, the digits later.
        var bits = MemoryMarshal.Cast<double, long>(values);
        var (smallest, largest) = SpectrumSums.Extremes(values);
        var (low, high) = (BitConverter.DoubleToInt64Bits(smallest), BitConverter.DoubleToInt64Bits(largest) + 1);
        var (lowRank, highRank) = (0, values.Length);

        // Where a few of the values say that it should be, first a little lower, then a little higher.
        Span<double> few = stackalloc double[Sample];
        DrawSample(values, few);
        var expected = (int)((long)below * Sample / values.Length);
        foreach (var guess in (ReadOnlySpan<double>)[few[Math.Max(0, expected - SampleMargin)], few[Math.Min(Sample - 1, expected + SampleMargin)]])
        {
            var (middle, rank) = (BitConverter.DoubleToInt64Bits(guess), CountBelow(bits, BitConverter.DoubleToInt64Bits(guess)));
            if (rank <= below)
            {
                (low, lowRank) = (middle, rank);
            }
            else if (rank > above && middle < high)
            {
                (high, highRank) = (middle, rank);
            }
        }

        while (highRank - lowRank > FewEnough && high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            var rank = CountBelow(bits, middle);
            if (rank <= below)
            {
                (low, lowRank) = (middle, rank);
            }
            else if (rank > above)
            {
                (high, highRank) = (middle, rank);
            }
            else
            {
                // Exactly between the two: the largest on this side, the smallest on the other.
                return (LargestBelow(values, BitConverter.Int64BitsToDouble(middle)), SmallestFrom(values, BitConverter.Int64BitsToDouble(middle)));
            }
        }

        // Those from low on, as far as the rank of the upper: at most a few, unless they are all equal.
        if (high - low <= 1)
        {
            var value = BitConverter.Int64BitsToDouble(low);
            return (value, value);
        }

        var (kept, least, most) = (0, BitConverter.Int64BitsToDouble(low), BitConverter.Int64BitsToDouble(high));
        foreach (var value in values)
        {
            if (value >= least && value < most)
            {
                few[kept++] = value;
            }
        }

        few[..kept].Sort();
        return (few[below - lowRank], few[above - lowRank]);
    }

    /// <summary>Values from equally distant places, sorted.</summary>
    private static void DrawSample(ReadOnlySpan<double> values, Span<double> sample)
    {
        for (var n = 0; n < sample.Length; n++)
        {
            sample[n] = values[n * values.Length / sample.Length];
        }

        sample.Sort();
    }

    private static int CountBelow(ReadOnlySpan<long> values, long limit)
    {
        var limits = new Vector<long>(limit);
        var counts = Vector<long>.Zero;
        var vectors = MemoryMarshal.Cast<long, Vector<long>>(values);
        foreach (var vector in vectors)
        {
            // True is −1.
            counts -= Vector.LessThan(vector, limits);
        }

        var count = (int)Vector.Sum(counts);
        foreach (var value in values[(vectors.Length * Vector<long>.Count)..])
        {
            count += value < limit ? 1 : 0;
        }

        return count;
    }

    private static double LargestBelow(ReadOnlySpan<double> values, double limit)
    {
        var largest = 0.0;
        foreach (var value in values)
        {
            largest = value < limit ? Math.Max(largest, value) : largest;
        }

        return largest;
    }

    private static double SmallestFrom(ReadOnlySpan<double> values, double limit)
    {
        var smallest = double.PositiveInfinity;
        foreach (var value in values)
        {
            smallest = value >= limit ? Math.Min(smallest, value) : smallest;
        }

        return smallest;
    }
}
