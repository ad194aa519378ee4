using System.Numerics;
using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Signal;

/// <summary>Sums over the bins of a spectrum, as many bins at a time as the machine adds doubles.</summary>
internal static class SpectrumSums
{
    /// <summary>The smallest and the largest value, of one value or more.</summary>
    public static (double Smallest, double Largest) Extremes(ReadOnlySpan<double> values)
    {
        var (smallest, largest) = (values[0], values[0]);
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        if (!vectors.IsEmpty)
        {
            var (low, high) = (vectors[0], vectors[0]);
            foreach (var vector in vectors)
            {
                low = Vector.MinNative(low, vector);
                high = Vector.MaxNative(high, vector);
            }

            for (var lane = 0; lane < Vector<double>.Count; lane++)
            {
                smallest = Math.Min(smallest, low[lane]);
                largest = Math.Max(largest, high[lane]);
            }
        }

        foreach (var value in values[(vectors.Length * Vector<double>.Count)..])
        {
            smallest = Math.Min(smallest, value);
            largest = Math.Max(largest, value);
        }

        return (smallest, largest);
    }

    /// <summary>All values times a factor.</summary>
    public static void Multiply(ReadOnlySpan<double> values, double factor, Span<double> products)
    {
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        var targets = MemoryMarshal.Cast<double, Vector<double>>(products[..values.Length]);
        for (var v = 0; v < vectors.Length; v++)
        {
            targets[v] = vectors[v] * factor;
        }

        for (var n = vectors.Length * Vector<double>.Count; n < values.Length; n++)
        {
            products[n] = values[n] * factor;
        }
    }

    /// <summary>Σ v, Σ ln v and Σ v·ln v, of values that are all positive.</summary>
    public static (double Sum, double SumOfLogs, double SumOfWeightedLogs) Logs(ReadOnlySpan<double> values)
    {
        var (sum, logs, weighted) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        foreach (var value in vectors)
        {
            var log = Vector.Log(value);
            sum += value;
            logs += log;
            weighted += value * log;
        }

        var (total, totalOfLogs, totalWeighted) = (Vector.Sum(sum), Vector.Sum(logs), Vector.Sum(weighted));
        foreach (var value in values[(vectors.Length * Vector<double>.Count)..])
        {
            var log = Math.Log(value);
            total += value;
            totalOfLogs += log;
            totalWeighted += value * log;
        }

        return (total, totalOfLogs, totalWeighted);
    }
}
