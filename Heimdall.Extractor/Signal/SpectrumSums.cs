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
        var v = 0;
        if (vectors.Length >= 4)
        {
            // Four at a time: one would wait for the one before.
            var (low0, low1, low2, low3) = (vectors[0], vectors[1], vectors[2], vectors[3]);
            var (high0, high1, high2, high3) = (low0, low1, low2, low3);
            for (v = 4; v <= vectors.Length - 4; v += 4)
            {
                (low0, high0) = (Vector.MinNative(low0, vectors[v]), Vector.MaxNative(high0, vectors[v]));
                (low1, high1) = (Vector.MinNative(low1, vectors[v + 1]), Vector.MaxNative(high1, vectors[v + 1]));
                (low2, high2) = (Vector.MinNative(low2, vectors[v + 2]), Vector.MaxNative(high2, vectors[v + 2]));
                (low3, high3) = (Vector.MinNative(low3, vectors[v + 3]), Vector.MaxNative(high3, vectors[v + 3]));
            }

            var low = Vector.MinNative(Vector.MinNative(low0, low1), Vector.MinNative(low2, low3));
            var high = Vector.MaxNative(Vector.MaxNative(high0, high1), Vector.MaxNative(high2, high3));
            for (var lane = 0; lane < Vector<double>.Count; lane++)
            {
                smallest = Math.Min(smallest, low[lane]);
                largest = Math.Max(largest, high[lane]);
            }
        }

        foreach (var value in values[(v * Vector<double>.Count)..])
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

    /// <summary>Each value times a weight of its own and a factor. In place.</summary>
    public static void Weigh(Span<double> values, ReadOnlySpan<double> weights, double factor)
    {
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        var weightVectors = MemoryMarshal.Cast<double, Vector<double>>(weights[..values.Length]);
        for (var v = 0; v < vectors.Length; v++)
        {
            vectors[v] *= weightVectors[v] * factor;
        }

        for (var n = vectors.Length * Vector<double>.Count; n < values.Length; n++)
        {
            values[n] *= weights[n] * factor;
        }
    }

    /// <summary>All values times a factor, as float32.</summary>
    public static void Narrow(ReadOnlySpan<double> values, double factor, Span<float> narrow)
    {
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        var targets = MemoryMarshal.Cast<float, Vector<float>>(narrow[..values.Length]);
        for (var v = 0; v < targets.Length; v++)
        {
            targets[v] = Vector.Narrow(vectors[2 * v] * factor, vectors[(2 * v) + 1] * factor);
        }

        for (var n = targets.Length * Vector<float>.Count; n < values.Length; n++)
        {
            narrow[n] = (float)(values[n] * factor);
        }
    }

    /// <summary>What values have above a level where they are larger than a limit, 0 elsewhere.</summary>
    /// <returns>How many are larger.</returns>
    public static int Excess(ReadOnlySpan<double> values, double limit, double level, Span<double> excess)
    {
        var (limits, levels, counts) = (new Vector<double>(limit), new Vector<double>(level), Vector<long>.Zero);
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        var targets = MemoryMarshal.Cast<double, Vector<double>>(excess[..values.Length]);
        for (var v = 0; v < vectors.Length; v++)
        {
            // True is −1.
            var isLarger = Vector.GreaterThan(vectors[v], limits);
            counts -= isLarger;
            targets[v] = Vector.ConditionalSelect(isLarger, vectors[v] - levels, Vector<double>.Zero);
        }

        var count = (int)Vector.Sum(counts);
        for (var n = vectors.Length * Vector<double>.Count; n < values.Length; n++)
        {
            var isLarger = values[n] > limit;
            count += isLarger ? 1 : 0;
            excess[n] = isLarger ? values[n] - level : 0;
        }

        return count;
    }

    /// <summary>Σ v, Σ n·v and Σ n²·v of the values v at place n that are no smaller than a limit.</summary>
    public static (double Sum, double First, double Second) MomentsFrom(ReadOnlySpan<double> values, double limit)
    {
        var (sum, first, second) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
        var (limits, places, step) = (new Vector<double>(limit), Vector.CreateSequence(0.0, 1.0), new Vector<double>(Vector<double>.Count));
        var vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        foreach (var vector in vectors)
        {
            var kept = Vector.ConditionalSelect(Vector.LessThan(vector, limits), Vector<double>.Zero, vector);
            var turned = kept * places;
            sum += kept;
            first += turned;
            second += turned * places;
            places += step;
        }

        var (total, totalFirst, totalSecond) = (Vector.Sum(sum), Vector.Sum(first), Vector.Sum(second));
        for (var n = vectors.Length * Vector<double>.Count; n < values.Length; n++)
        {
            var kept = values[n] < limit ? 0 : values[n];
            total += kept;
            totalFirst += n * kept;
            totalSecond += (double)n * n * kept;
        }

        return (total, totalFirst, totalSecond);
    }

    /// <summary>Σ v, Σ ln v and Σ v·ln v of values v that are larger than 0, no larger than 1 and no smaller than float32 holds.</summary>
    public static (double Sum, double SumOfLogs, double SumOfWeightedLogs) Logs(ReadOnlySpan<float> values)
    {
        var (sum, logs, weighted) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (var value in vectors)
        {
            var log = Vector.Log(value);
            sum += value;
            logs += log;
            weighted += value * log;
        }

        var (total, totalOfLogs, totalWeighted) = ((double)Vector.Sum(sum), (double)Vector.Sum(logs), (double)Vector.Sum(weighted));
        foreach (var value in values[(vectors.Length * Vector<float>.Count)..])
        {
            var log = Math.Log(value);
            total += value;
            totalOfLogs += log;
            totalWeighted += value * log;
        }

        return (total, totalOfLogs, totalWeighted);
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
