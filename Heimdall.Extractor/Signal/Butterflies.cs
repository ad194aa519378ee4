using System.Runtime.CompilerServices;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// The transforms of 4 and of 8 points that all longer ones are made of, W of them side by side: real and imaginary parts are
/// separate values, W of each in turn, so a turn by −i is an exchange and no lane meets another.
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

    /// <summary>A complex value times another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Turn(ref T real, ref T imaginary, T cos, T sin)
    {
        var turned = T.MulSub(real, cos, imaginary * sin);
        imaginary = T.MulAdd(real, sin, imaginary * cos);
        real = turned;
    }

    /// <summary>Stores a complex value times a factor of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTurned(float* target, T real, T imaginary, float* factor)
    {
        Turn(ref real, ref imaginary, T.Load(factor), T.Load(factor + T.Count));
        real.Store(target);
        imaginary.Store(target + T.Count);
    }

    /// <summary>Stores a complex value times a factor that is the same in all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTurnedAlike(float* target, T real, T imaginary, float* factor)
    {
        Turn(ref real, ref imaginary, T.Broadcast(factor[0]), T.Broadcast(factor[1]));
        real.Store(target);
        imaginary.Store(target + T.Count);
    }

    /// <summary>Loads a complex value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (T Real, T Imaginary) Load(float* source) => (T.Load(source), T.Load(source + T.Count));
}
