using System.Runtime.CompilerServices;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// The inner loops of <see cref="StatisticsPass{T,TForm}"/>: each takes W samples at a time from a first to a last one and adds what it finds.
/// What a vector width leaves over at the end is done by the same loop with one lane.
/// </summary>
internal static unsafe class StatisticsKernel<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>
    /// Converts and scales samples, puts I and Q apart, and adds up the powers; √power is kept for a second look. The extremes come as scaled.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Levels<TForm>(
        byte* samples, int from, int to, float scale, BlockBuffers buffers, ref LevelSums sums, ref ComponentExtremes extremes)
        where TForm : struct, ISampleForm
    {
        if (from == to)
        {
            return;
        }

        var zero = T.Broadcast(0);
        var factor = T.Broadcast(scale);
        var (sumI, sumQ, sumMagnitude) = (zero, zero, zero);
        var (sumPower, peak) = (zero, zero);
        var (smallestI, largestI) = (T.Broadcast(extremes.SmallestI), T.Broadcast(extremes.LargestI));
        var (smallestQ, largestQ) = (T.Broadcast(extremes.SmallestQ), T.Broadcast(extremes.LargestQ));
        for (var n = from; n < to; n += T.Count)
        {
            var (i, q) = T.Deinterleave(TForm.Load<T>(samples, 2 * n), TForm.Load<T>(samples, (2 * n) + T.Count));

            // Adding 0 makes a −0 a +0: from here on a sign is a sign.
            i = T.MulAdd(i, factor, zero);
            q = T.MulAdd(q, factor, zero);
            i.Store(buffers.I + n);
            q.Store(buffers.Q + n);
            var power = T.MulAdd(i, i, q * q);
            var magnitude = T.Sqrt(power);
            magnitude.Store(buffers.Values + n);
            sumI += i;
            sumQ += q;
            sumMagnitude += magnitude;
            sumPower += power;
            peak = T.Max(peak, power);
            smallestI = T.Min(smallestI, i);
            largestI = T.Max(largestI, i);
            smallestQ = T.Min(smallestQ, q);
            largestQ = T.Max(largestQ, q);
        }

        sums.I += T.Sum(sumI);
        sums.Q += T.Sum(sumQ);
        sums.Magnitude += T.Sum(sumMagnitude);
        sums.Power += T.Sum(sumPower);
        sums.Peak = Math.Max(sums.Peak, T.Most(peak));
        extremes = new ComponentExtremes(
            T.Least(smallestI), T.Most(largestI), T.Least(smallestQ), T.Most(largestQ));
    }

    /// <summary>
    /// θ of x[n]·conj x[n−1], kept for a second look. The products are not fused, so that equal terms cancel; where the larger part is
    /// below <paramref name="least"/> θ is kept as <see cref="BlockBuffers.NoStep"/> and counted.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void PhaseSteps(int from, int to, float least, BlockBuffers buffers, ref StepSums sums)
    {
        if (from == to)
        {
            return;
        }

        var zero = T.Broadcast(0);
        var smallest = T.Broadcast(least);
        var (sumReal, sumImaginary, sumStep, lowest) = (zero, zero, zero, zero);
        var (crossings, missing) = (0, 0);
        for (var n = from; n < to; n += T.Count)
        {
            var (i1, q1) = (T.Load(buffers.I + n), T.Load(buffers.Q + n));
            var (i0, q0) = (T.Load(buffers.I + n - 1), T.Load(buffers.Q + n - 1));
            var real = (i1 * i0) + (q1 * q0);
            var imaginary = (q1 * i0) - (i1 * q0) + zero;
            sumReal += real;
            sumImaginary += imaginary;
            crossings += T.CountSignChanges(i1, i0) + T.CountSignChanges(q1, q0);
            var step = Arctangent<T>.Of(real, imaginary, smallest);
            var larger = T.Max(T.Abs(real), T.Abs(imaginary));
            sumStep += step;
            step.Store(buffers.Values + n);
            if (T.AnyLess(larger, smallest))
            {
                missing += T.CountLess(larger, smallest);
                T.IfLess(larger, smallest, T.Broadcast(BlockBuffers.NoStep), step).Store(buffers.Values + n);
            }

            lowest = T.Min(lowest, step);
        }

        sums.Real += T.Sum(sumReal);
        sums.Imaginary += T.Sum(sumImaginary);
        sums.Step += T.Sum(sumStep);
        if (T.AnyLess(lowest, T.Broadcast(BlockBuffers.AlmostHalfTurn)))
        {
            sums.Step += buffers.MendHalfTurns(from, to);
        }

        sums.Crossings += crossings;
        sums.Missing += missing;
    }

    /// <summary>Powers of the differences from a mean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Moments(float* values, int from, int to, float mean, ref MomentSums sums)
    {
        if (from == to)
        {
            return;
        }

        var zero = T.Broadcast(0);
        var centre = T.Broadcast(mean);
        var (first, second, third, fourth) = (zero, zero, zero, zero);
        for (var n = from; n < to; n += T.Count)
        {
            var difference = T.Load(values + n) - centre;
            var square = difference * difference;
            first += difference;
            second += square;
            third = T.MulAdd(square, difference, third);
            fourth = T.MulAdd(square, square, fourth);
        }

        sums.First += T.Sum(first);
        sums.Second += T.Sum(second);
        sums.Third += T.Sum(third);
        sums.Fourth += T.Sum(fourth);
    }

    /// <summary>Samples that are exactly 0, and products that are because one of their samples is. As the samples came, not scaled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Zeros<TForm>(byte* samples, int from, int to, ref int zeros, ref int zeroProducts)
        where TForm : struct, ISampleForm
    {
        var smallest = T.Broadcast(float.Epsilon);
        for (var n = from; n < to; n += T.Count)
        {
            var (i1, q1) = T.Deinterleave(TForm.Load<T>(samples, 2 * n), TForm.Load<T>(samples, (2 * n) + T.Count));
            var (i0, q0) = T.Deinterleave(TForm.Load<T>(samples, (2 * n) - 2), TForm.Load<T>(samples, (2 * n) - 2 + T.Count));
            var (size1, size0) = (T.Abs(i1) + T.Abs(q1), T.Abs(i0) + T.Abs(q0));
            zeros += T.CountLess(size1, smallest);
            zeroProducts += T.CountLess(T.Min(size1, size0), smallest);
        }
    }

    /// <summary>Samples of which a component, scaled as by <see cref="Levels"/>, lies at a rail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Rails<TForm>(byte* samples, int from, int to, float scale, ComponentExtremes rails, ref int count)
        where TForm : struct, ISampleForm
    {
        var (zero, one, half, factor) = (T.Broadcast(0), T.Broadcast(1), T.Broadcast(0.5f), T.Broadcast(scale));
        var smallestI = T.Broadcast(rails.SmallestI);
        var largestI = T.Broadcast(rails.LargestI);
        var smallestQ = T.Broadcast(rails.SmallestQ);
        var largestQ = T.Broadcast(rails.LargestQ);
        for (var n = from; n < to; n += T.Count)
        {
            var (i, q) = T.Deinterleave(TForm.Load<T>(samples, 2 * n), TForm.Load<T>(samples, (2 * n) + T.Count));
            (i, q) = (i * factor, q * factor);
            var below = T.Max(T.IfLess(smallestI, i, zero, one), T.IfLess(smallestQ, q, zero, one));
            var above = T.Max(T.IfLess(i, largestI, zero, one), T.IfLess(q, largestQ, zero, one));
            count += T.CountLess(half, T.Max(below, above));
        }
    }
}
