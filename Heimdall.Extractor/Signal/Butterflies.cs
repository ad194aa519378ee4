using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// The transforms of 4 and of 8 points that all longer ones are made of, W of them side by side: real and imaginary parts are
/// separate values, W of each in turn, so a turn by −i is an exchange and no lane meets another. Those of a block that is not the first are
/// turned on the way (<see cref="TransformPlan"/>): x_q counts times w^q. They are done two points at a time, a ± v·b, which fused multiply-adds do
/// in six operations: four give a + v·b, and 2a less that is the other one (Goedecker 1997 has the like).
/// </summary>
internal static unsafe class Butterflies<T>
    where T : unmanaged, ILanes<T>
{
    private const float SquareRootOfHalf = 0.70710678f;

    /// <summary>x₀…x₃ become X₀…X₃.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Four(ref T r0, ref T i0, ref T r1, ref T i1, ref T r2, ref T i2, ref T r3, ref T i3)
    {
        SumAndDifference(ref r0, ref r2);
        SumAndDifference(ref i0, ref i2);
        SumAndDifference(ref r1, ref r3);
        SumAndDifference(ref i1, ref i3);
        var (oddR, oddI) = (r3, i3);
        r3 = r2 - oddI;
        i3 = i2 + oddR;
        var (r, i) = (r2 + oddI, i2 - oddR);
        r2 = r0 - r1;
        i2 = i0 - i1;
        r0 += r1;
        i0 += i1;
        (r1, i1) = (r, i);
    }

    /// <summary>
    /// x₀…x₇ become X₀ X₂ X₄ X₆ X₁ X₃ X₅ X₇: the even bins are the four points x_q + x_{q+4}, the odd ones x_q − x_{q+4}.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Eight(
        ref T r0, ref T i0, ref T r1, ref T i1, ref T r2, ref T i2, ref T r3, ref T i3,
        ref T r4, ref T i4, ref T r5, ref T i5, ref T r6, ref T i6, ref T r7, ref T i7)
    {
        SumAndDifference(ref r0, ref r4);
        SumAndDifference(ref i0, ref i4);
        SumAndDifference(ref r1, ref r5);
        SumAndDifference(ref i1, ref i5);
        SumAndDifference(ref r2, ref r6);
        SumAndDifference(ref i2, ref i6);
        SumAndDifference(ref r3, ref r7);
        SumAndDifference(ref i3, ref i7);
        Four(ref r0, ref i0, ref r1, ref i1, ref r2, ref i2, ref r3, ref i3);
        OddFour(ref r4, ref i4, ref r5, ref i5, ref r6, ref i6, ref r7, ref i7);
    }

    /// <summary>
    /// The four points d₀, d₁·(1−i)√½, d₂·(−i), d₃·(−1−i)√½. The two √½ are left to a multiply-add at the end.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OddFour(ref T r0, ref T i0, ref T r1, ref T i1, ref T r2, ref T i2, ref T r3, ref T i3)
    {
        var half = T.Broadcast(SquareRootOfHalf);
        SumAndDifference(ref i1, ref r1);
        SumAndDifference(ref i3, ref r3);

        // i₁, r₁ are now the real and imaginary part of d₁·(1−i); r₃, −i₃ those of d₃·(−1−i).
        var (sumR, sumI) = (i1 + r3, r1 - i3);
        var (differenceR, differenceI) = (i1 - r3, r1 + i3);
        var (plusR, plusI) = (r0 + i2, i0 - r2);
        var (minusR, minusI) = (r0 - i2, i0 + r2);
        r0 = T.MulAdd(sumR, half, plusR);
        i0 = T.MulAdd(sumI, half, plusI);
        r2 = T.SubMul(sumR, half, plusR);
        i2 = T.SubMul(sumI, half, plusI);
        r1 = T.MulAdd(differenceI, half, minusR);
        i1 = T.SubMul(differenceR, half, minusI);
        r3 = T.SubMul(differenceI, half, minusR);
        i3 = T.MulAdd(differenceR, half, minusI);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumAndDifference(ref T a, ref T b)
    {
        var difference = a - b;
        a += b;
        b = difference;
    }

    /// <summary>x₀…x₃, times w⁰…w³, become X₀…X₃.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FourTurned(
        ref T r0, ref T i0, ref T r1, ref T i1, ref T r2, ref T i2, ref T r3, ref T i3, in FourFactors<T> w)
    {
        TurnedTwo(ref r0, ref i0, ref r2, ref i2, w.Real2, w.Imaginary2);
        TurnedTwo(ref r1, ref i1, ref r3, ref i3, w.Real2, w.Imaginary2);
        TurnedTwo(ref r0, ref i0, ref r1, ref i1, w.Real1, w.Imaginary1);
        TurnedTwoByQuarter(ref r2, ref i2, ref r3, ref i3, w.Real1, w.Imaginary1);

        // They lie in the order X₀ X₂ X₁ X₃.
        (r1, i1, r2, i2) = (r2, i2, r1, i1);
    }

    /// <summary>x₀…x₇, times w⁰…w⁷, become X₀ X₄ X₂ X₆ X₁ X₅ X₃ X₇.</summary>
    /// <param name="w">w⁴, w², w and w·(1−i)√½: the real and the imaginary part of each.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void EightTurned(
        ref T r0, ref T i0, ref T r1, ref T i1, ref T r2, ref T i2, ref T r3, ref T i3,
        ref T r4, ref T i4, ref T r5, ref T i5, ref T r6, ref T i6, ref T r7, ref T i7, float* w)
    {
        var (real, imaginary) = (T.Broadcast(w[0]), T.Broadcast(w[1]));
        TurnedTwo(ref r0, ref i0, ref r4, ref i4, real, imaginary);
        TurnedTwo(ref r1, ref i1, ref r5, ref i5, real, imaginary);
        TurnedTwo(ref r2, ref i2, ref r6, ref i6, real, imaginary);
        TurnedTwo(ref r3, ref i3, ref r7, ref i7, real, imaginary);
        (real, imaginary) = (T.Broadcast(w[2]), T.Broadcast(w[3]));
        TurnedTwo(ref r0, ref i0, ref r2, ref i2, real, imaginary);
        TurnedTwo(ref r1, ref i1, ref r3, ref i3, real, imaginary);
        TurnedTwoByQuarter(ref r4, ref i4, ref r6, ref i6, real, imaginary);
        TurnedTwoByQuarter(ref r5, ref i5, ref r7, ref i7, real, imaginary);
        (real, imaginary) = (T.Broadcast(w[4]), T.Broadcast(w[5]));
        TurnedTwo(ref r0, ref i0, ref r1, ref i1, real, imaginary);
        TurnedTwoByQuarter(ref r2, ref i2, ref r3, ref i3, real, imaginary);
        (real, imaginary) = (T.Broadcast(w[6]), T.Broadcast(w[7]));
        TurnedTwo(ref r4, ref i4, ref r5, ref i5, real, imaginary);
        TurnedTwoByQuarter(ref r6, ref i6, ref r7, ref i7, real, imaginary);
    }

    /// <summary>a + v·b and a − v·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TurnedTwo(ref T ar, ref T ai, ref T br, ref T bi, T vr, T vi)
    {
        if (T.IsFused)
        {
            var sumR = T.SubMul(bi, vi, T.MulAdd(br, vr, ar));
            var sumI = T.MulAdd(br, vi, T.MulAdd(bi, vr, ai));
            Reflect(ref ar, ref br, sumR);
            Reflect(ref ai, ref bi, sumI);
        }
        else
        {
            (br, bi) = ((br * vr) - (bi * vi), (br * vi) + (bi * vr));
            SumAndDifference(ref ar, ref br);
            SumAndDifference(ref ai, ref bi);
        }
    }

    /// <summary>a − i·v·b and a + i·v·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TurnedTwoByQuarter(ref T ar, ref T ai, ref T br, ref T bi, T vr, T vi)
    {
        if (T.IsFused)
        {
            var sumR = T.MulAdd(bi, vr, T.MulAdd(br, vi, ar));
            var sumI = T.SubMul(br, vr, T.MulAdd(bi, vi, ai));
            Reflect(ref ar, ref br, sumR);
            Reflect(ref ai, ref bi, sumI);
        }
        else
        {
            (br, bi) = ((br * vi) + (bi * vr), (bi * vi) - (br * vr));
            SumAndDifference(ref ar, ref br);
            SumAndDifference(ref ai, ref bi);
        }
    }

    /// <summary>a and b become a + d, which is given, and a − d = 2a − (a + d).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reflect(ref T a, ref T b, T sum)
    {
        b = T.MulSub(T.Broadcast(2), a, sum);
        a = sum;
    }

    /// <summary>Stores a complex value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, T real, T imaginary)
    {
        real.Store(target);
        imaginary.Store(target + T.Count);
    }

    /// <summary>Loads a complex value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (T Real, T Imaginary) Load(float* source) => (T.Load(source), T.Load(source + T.Count));
}

/// <summary>w² and w of a transform of 4 points that is turned.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct FourFactors<T>
    where T : unmanaged, ILanes<T>
{
    public readonly T Real2;
    public readonly T Imaginary2;
    public readonly T Real1;
    public readonly T Imaginary1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FourFactors(T real2, T imaginary2, T real1, T imaginary1) =>
        (Real2, Imaginary2, Real1, Imaginary1) = (real2, imaginary2, real1, imaginary1);

    /// <summary>The same in all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourFactors<T> Alike(float* factors) =>
        new(T.Broadcast(factors[0]), T.Broadcast(factors[1]), T.Broadcast(factors[2]), T.Broadcast(factors[3]));

    /// <summary>Each lane's own. Shape [4, W].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FourFactors<T> Own(float* factors) =>
        new(T.Load(factors), T.Load(factors + T.Count), T.Load(factors + (2 * T.Count)), T.Load(factors + (3 * T.Count)));
}
