using System.Runtime.CompilerServices;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// The passes after the first of W transforms side by side, and the sum of their |X|². Point e of a batch lies at 2·W·e: W real parts,
/// one per transform, then W imaginary parts. Each part that a pass makes is taken to its end before the next one is begun, so
/// that all but the first passes work in the nearest cache.
/// </summary>
internal sealed unsafe class BatchedTransform<T>(TransformPlan plan)
    where T : unmanaged, ILanes<T>
{
    /// <summary>Transforms a part that a first pass has made, and adds what each lane holds per bin.</summary>
    /// <param name="pass">The pass to do next.</param>
    /// <param name="points">The part's points, n.</param>
    /// <param name="data">Work, destroyed. Shape [n, 2, W].</param>
    /// <param name="sums">Two sums of |X|² per place and lane, to be told apart by lane. Each of shape [n, W].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddPowers(int pass, int points, float* data, in LaneSums sums)
    {
        if (pass == plan.Radices.Length - 1)
        {
            AddLast(points, data, sums);
            return;
        }

        var radix = plan.Radices[pass];
        if (radix == 8)
        {
            SplitInEight(data, points / 8, plan.FactorsOf(pass));
        }
        else
        {
            SplitInFour(data, points / 4, plan.FactorsOf(pass));
        }

        // The shortest parts follow one another: one loop takes them all.
        if (pass + 1 == plan.Radices.Length - 1)
        {
            AddLast(points, data, sums);
            return;
        }

        var part = points / radix;
        for (var r = 0; r < radix; r++)
        {
            AddPowers(pass + 1, part, data + (2 * T.Count * part * r), sums.From(T.Count * part * r));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SplitInFour(float* data, int part, float* factors)
    {
        var step = 2 * T.Count * part;
        for (var k = 0; k < part; k++, data += 2 * T.Count, factors += 6)
        {
            var (r0, i0) = (T.Load(data), T.Load(data + T.Count));
            var (r1, i1) = (T.Load(data + step), T.Load(data + step + T.Count));
            var (r2, i2) = (T.Load(data + (2 * step)), T.Load(data + (2 * step) + T.Count));
            var (r3, i3) = (T.Load(data + (3 * step)), T.Load(data + (3 * step) + T.Count));
            Butterflies<T>.Four(ref r0, ref i0, ref r1, ref i1, ref r2, ref i2, ref r3, ref i3);
            r0.Store(data);
            i0.Store(data + T.Count);
            Butterflies<T>.StoreTurned(data + step, r1, i1, factors);
            Butterflies<T>.StoreTurned(data + (2 * step), r2, i2, factors + 2);
            Butterflies<T>.StoreTurned(data + (3 * step), r3, i3, factors + 4);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SplitInEight(float* data, int part, float* factors)
    {
        var step = 2 * T.Count * part;
        for (var k = 0; k < part; k++, data += 2 * T.Count, factors += 14)
        {
            var (r0, i0) = (T.Load(data), T.Load(data + T.Count));
            var (r1, i1) = (T.Load(data + step), T.Load(data + step + T.Count));
            var (r2, i2) = (T.Load(data + (2 * step)), T.Load(data + (2 * step) + T.Count));
            var (r3, i3) = (T.Load(data + (3 * step)), T.Load(data + (3 * step) + T.Count));
            var (r4, i4) = (T.Load(data + (4 * step)), T.Load(data + (4 * step) + T.Count));
            var (r5, i5) = (T.Load(data + (5 * step)), T.Load(data + (5 * step) + T.Count));
            var (r6, i6) = (T.Load(data + (6 * step)), T.Load(data + (6 * step) + T.Count));
            var (r7, i7) = (T.Load(data + (7 * step)), T.Load(data + (7 * step) + T.Count));
            Butterflies<T>.Eight(
                ref r0, ref i0, ref r1, ref i1, ref r2, ref i2, ref r3, ref i3,
                ref r4, ref i4, ref r5, ref i5, ref r6, ref i6, ref r7, ref i7);
            r0.Store(data);
            i0.Store(data + T.Count);
            Butterflies<T>.StoreTurned(data + step, r4, i4, factors);
            Butterflies<T>.StoreTurned(data + (2 * step), r1, i1, factors + 2);
            Butterflies<T>.StoreTurned(data + (3 * step), r5, i5, factors + 4);
            Butterflies<T>.StoreTurned(data + (4 * step), r2, i2, factors + 6);
            Butterflies<T>.StoreTurned(data + (5 * step), r6, i6, factors + 8);
            Butterflies<T>.StoreTurned(data + (6 * step), r3, i3, factors + 10);
            Butterflies<T>.StoreTurned(data + (7 * step), r7, i7, factors + 12);
        }
    }

    private static void AddLast(int points, float* data, in LaneSums sums)
    {
        // AddLastTo leaves the data as they are: a batch of both kinds goes through twice.
        if (sums.HasFirst)
        {
            AddLastTo(points, data, sums.First, T.Load(sums.FirstLanes));
        }

        if (sums.HasSecond)
        {
            AddLastTo(points, data, sums.Second, T.Load(sums.SecondLanes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddLastTo(int points, float* data, float* sums, T lanes)
    {
        for (var p = 0; p < points; p += 8, data += 16 * T.Count, sums += 8 * T.Count)
        {
            var (r0, i0, r1, i1) = (T.Load(data), T.Load(data + T.Count), T.Load(data + (2 * T.Count)), T.Load(data + (3 * T.Count)));
            var (r2, i2) = (T.Load(data + (4 * T.Count)), T.Load(data + (5 * T.Count)));
            var (r3, i3) = (T.Load(data + (6 * T.Count)), T.Load(data + (7 * T.Count)));
            var (r4, i4) = (T.Load(data + (8 * T.Count)), T.Load(data + (9 * T.Count)));
            var (r5, i5) = (T.Load(data + (10 * T.Count)), T.Load(data + (11 * T.Count)));
            var (r6, i6) = (T.Load(data + (12 * T.Count)), T.Load(data + (13 * T.Count)));
            var (r7, i7) = (T.Load(data + (14 * T.Count)), T.Load(data + (15 * T.Count)));
            Butterflies<T>.Eight(
                ref r0, ref i0, ref r1, ref i1, ref r2, ref i2, ref r3, ref i3,
                ref r4, ref i4, ref r5, ref i5, ref r6, ref i6, ref r7, ref i7);
            AddPower(sums, r0, i0, lanes);
            AddPower(sums + T.Count, r4, i4, lanes);
            AddPower(sums + (2 * T.Count), r1, i1, lanes);
            AddPower(sums + (3 * T.Count), r5, i5, lanes);
            AddPower(sums + (4 * T.Count), r2, i2, lanes);
            AddPower(sums + (5 * T.Count), r6, i6, lanes);
            AddPower(sums + (6 * T.Count), r3, i3, lanes);
            AddPower(sums + (7 * T.Count), r7, i7, lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddPower(float* sum, T real, T imaginary, T lanes) =>
        T.MulAdd(T.MulAdd(real, real, imaginary * imaginary), lanes, T.Load(sum)).Store(sum);
}
