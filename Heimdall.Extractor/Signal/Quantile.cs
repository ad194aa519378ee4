using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// Quantiles of a few thousand values, linear between order statistics (Hyndman and Fan's type 7). Nothing is sorted: of each value a key
/// is taken, the upper half of its bits, which are in the values' order; the wanted key is closed in on by counting those below a limit, many at a
/// time. Values that share a key are few, and looked at themselves.
/// </summary>
internal static class Quantile
{
    /// <summary>So many are sorted sooner than counted.</summary>
    private const int FewEnough = 48;

    /// <summary>Keys that find room on the stack: of the longest spectrum.</summary>
    private const int MostOnStack = 4096;

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
    [SkipLocalsInit]
    private static (double Lower, double Upper) OrderStatistics(Span<double> values, int below, int above)
    {
        if (values.Length <= FewEnough)
        {
            values.Sort();
            return (values[below], values[above]);
        }

        var keys = values.Length <= MostOnStack ? stackalloc int[values.Length] : new int[values.Length];
        TakeKeys(values, keys);
        var (key, rank) = KeyOfRank(keys, below);
        var beyond = SmallestFrom(keys, key + 1);
        var upper = beyond == int.MaxValue ? double.NaN : SmallestOf(values, keys, beyond);
        var alike = BringForward(values, keys, key);
        alike.Sort();
        return (alike[below - rank], above - rank < alike.Length ? alike[above - rank] : upper);
    }

    private static void TakeKeys(ReadOnlySpan<double> values, Span<int> keys)
    {
        var bits = MemoryMarshal.Cast<double, Vector<long>>(values);
        var targets = MemoryMarshal.Cast<int, Vector<int>>(keys);
        for (var v = 0; v < targets.Length; v++)
        {
            targets[v] = Vector.Narrow(bits[2 * v] >> 32, bits[(2 * v) + 1] >> 32);
        }

        for (var n = targets.Length * Vector<int>.Count; n < keys.Length; n++)
        {
            keys[n] = (int)(BitConverter.DoubleToInt64Bits(values[n]) >> 32);
        }
    }

    /// <summary>The key of the value of a rank, and how many have smaller ones.</summary>
    private static (int Key, int Rank) KeyOfRank(ReadOnlySpan<int> keys, int rank)
    {
        // Key low has as many below it as lowRank says, which are no more than the rank; key high has more.
        var (low, lowRank, high, highRank) = (0, 0, int.MaxValue, keys.Length);
        while (high - low > 1 && highRank - lowRank > 1)
        {
            var middle = low + ((high - low) / 2);
            var count = CountBelow(keys, middle);
            if (count <= rank)
            {
                (low, lowRank) = (middle, count);
            }
            else
            {
                (high, highRank) = (middle, count);
            }
        }

        return (SmallestFrom(keys, low), lowRank);
    }

    private static int CountBelow(ReadOnlySpan<int> keys, int limit)
    {
        var limits = new Vector<int>(limit);
        var (even, odd) = (Vector<int>.Zero, Vector<int>.Zero);
        var vectors = MemoryMarshal.Cast<int, Vector<int>>(keys);
        var v = 0;
        for (; v < vectors.Length - 1; v += 2)
        {
            // True is −1.
            even += Vector.LessThan(vectors[v], limits);
            odd += Vector.LessThan(vectors[v + 1], limits);
        }

        var count = -Vector.Sum(even + odd);
        foreach (var key in keys[(v * Vector<int>.Count)..])
        {
            count += key < limit ? 1 : 0;
        }

        return count;
    }

    /// <summary>The smallest key that is not below a limit; the largest number where there is none.</summary>
    private static int SmallestFrom(ReadOnlySpan<int> keys, int limit)
    {
        var (limits, none) = (new Vector<int>(limit), new Vector<int>(int.MaxValue));
        var smallest = none;
        var vectors = MemoryMarshal.Cast<int, Vector<int>>(keys);
        foreach (var vector in vectors)
        {
            smallest = Vector.Min(smallest, Vector.ConditionalSelect(Vector.LessThan(vector, limits), none, vector));
        }

        var result = int.MaxValue;
        for (var lane = 0; lane < Vector<int>.Count; lane++)
        {
            result = Math.Min(result, smallest[lane]);
        }

        foreach (var key in keys[(vectors.Length * Vector<int>.Count)..])
        {
            result = key >= limit ? Math.Min(result, key) : result;
        }

        return result;
    }

    private static double SmallestOf(ReadOnlySpan<double> values, ReadOnlySpan<int> keys, int key)
    {
        var smallest = double.PositiveInfinity;
        for (var n = keys.IndexOf(key); n >= 0; n = NextOf(keys, key, n))
        {
            smallest = Math.Min(smallest, values[n]);
        }

        return smallest;
    }

    /// <summary>Brings the values of a key to the front; from here on the keys are no longer theirs.</summary>
    private static Span<double> BringForward(Span<double> values, ReadOnlySpan<int> keys, int key)
    {
        var count = 0;
        for (var n = keys.IndexOf(key); n >= 0; n = NextOf(keys, key, n))
        {
            (values[count], values[n]) = (values[n], values[count]);
            count++;
        }

        return values[..count];
    }

    private static int NextOf(ReadOnlySpan<int> keys, int key, int after)
    {
        var next = keys[(after + 1)..].IndexOf(key);
        return next < 0 ? -1 : after + 1 + next;
    }
}
