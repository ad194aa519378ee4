using System.Runtime.CompilerServices;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// The passes in which W neighbouring points are the lanes: y_r[k] = Σ_q w^q·x[k + q·n/R]·ω_R^{qr} for W values of k at a time, w one number
/// of each block. Points lie W real parts and W imaginary parts in turn.
/// </summary>
internal static unsafe class PassesAlong<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>
    /// The first pass: a segment is read, windowed on the way into the registers and leaves as parts. Nothing is turned.
    /// </summary>
    /// <param name="source">The segment.</param>
    /// <param name="window">Shape [L].</param>
    /// <param name="part">n/R.</param>
    /// <param name="target">The first part.</param>
    /// <param name="step">From one part to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void WindowAndSplitInFour<TSource>(TSource source, float* window, int part, float* target, int step)
        where TSource : struct, ISegmentSource<T>
    {
        for (var k = 0; k < part; k += T.Count, target += 2 * T.Count)
        {
            var (r0, i0) = Windowed(source, window, k);
            var (r1, i1) = Windowed(source, window, k + part);
            var (r2, i2) = Windowed(source, window, k + (2 * part));
            var (r3, i3) = Windowed(source, window, k + (3 * part));
            Butterflies<T>.Four(ref r0, ref i0, ref r1, ref i1, ref r2, ref i2, ref r3, ref i3);
            Butterflies<T>.Store(target, r0, i0);
            Butterflies<T>.Store(target + step, r1, i1);
            Butterflies<T>.Store(target + (2 * step), r2, i2);
            Butterflies<T>.Store(target + (3 * step), r3, i3);
        }
    }

    /// <inheritdoc cref="WindowAndSplitInFour"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void WindowAndSplitInEight<TSource>(TSource source, float* window, int part, float* target, int step)
        where TSource : struct, ISegmentSource<T>
    {
        for (var k = 0; k < part; k += T.Count, target += 2 * T.Count)
        {
            var (r0, i0) = Windowed(source, window, k);
            var (r1, i1) = Windowed(source, window, k + part);
            var (r2, i2) = Windowed(source, window, k + (2 * part));
            var (r3, i3) = Windowed(source, window, k + (3 * part));
            var (r4, i4) = Windowed(source, window, k + (4 * part));
            var (r5, i5) = Windowed(source, window, k + (5 * part));
            var (r6, i6) = Windowed(source, window, k + (6 * part));
            var (r7, i7) = Windowed(source, window, k + (7 * part));
            Butterflies<T>.Eight(
                ref r0, ref i0, ref r1, ref i1, ref r2, ref i2, ref r3, ref i3,
                ref r4, ref i4, ref r5, ref i5, ref r6, ref i6, ref r7, ref i7);
            Butterflies<T>.Store(target, r0, i0);
            Butterflies<T>.Store(target + step, r4, i4);
            Butterflies<T>.Store(target + (2 * step), r1, i1);
            Butterflies<T>.Store(target + (3 * step), r5, i5);
            Butterflies<T>.Store(target + (4 * step), r2, i2);
            Butterflies<T>.Store(target + (5 * step), r6, i6);
            Butterflies<T>.Store(target + (6 * step), r3, i3);
            Butterflies<T>.Store(target + (7 * step), r7, i7);
        }
    }

    /// <summary>A pass over a block, in place.</summary>
    /// <param name="data">n points.</param>
    /// <param name="part">n/R.</param>
    /// <param name="factors">The block's. Shape [4].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void SplitInFour(float* data, int part, float* factors)
    {
        var step = 2 * part;
        var w = FourFactors<T>.Alike(factors);
        for (var k = 0; k < part; k += T.Count, data += 2 * T.Count)
        {
            var (r0, i0) = Butterflies<T>.Load(data);
            var (r1, i1) = Butterflies<T>.Load(data + step);
            var (r2, i2) = Butterflies<T>.Load(data + (2 * step));
            var (r3, i3) = Butterflies<T>.Load(data + (3 * step));
            Butterflies<T>.FourTurned(ref r0, ref i0, ref r1, ref i1, ref r2, ref i2, ref r3, ref i3, w);
            Butterflies<T>.Store(data, r0, i0);
            Butterflies<T>.Store(data + step, r1, i1);
            Butterflies<T>.Store(data + (2 * step), r2, i2);
            Butterflies<T>.Store(data + (3 * step), r3, i3);
        }
    }

    /// <summary>A pass over a block, in place.</summary>
    /// <param name="data">n points.</param>
    /// <param name="part">n/R.</param>
    /// <param name="factors">The block's. Shape [8].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void SplitInEight(float* data, int part, float* factors)
    {
        var step = 2 * part;
        for (var k = 0; k < part; k += T.Count, data += 2 * T.Count)
        {
            var (r0, i0) = Butterflies<T>.Load(data);
            var (r1, i1) = Butterflies<T>.Load(data + step);
            var (r2, i2) = Butterflies<T>.Load(data + (2 * step));
            var (r3, i3) = Butterflies<T>.Load(data + (3 * step));
            var (r4, i4) = Butterflies<T>.Load(data + (4 * step));
            var (r5, i5) = Butterflies<T>.Load(data + (5 * step));
            var (r6, i6) = Butterflies<T>.Load(data + (6 * step));
            var (r7, i7) = Butterflies<T>.Load(data + (7 * step));
            Butterflies<T>.EightTurned(
                ref r0, ref i0, ref r1, ref i1, ref r2, ref i2, ref r3, ref i3,
                ref r4, ref i4, ref r5, ref i5, ref r6, ref i6, ref r7, ref i7, factors);
            Butterflies<T>.Store(data, r0, i0);
            Butterflies<T>.Store(data + step, r4, i4);
            Butterflies<T>.Store(data + (2 * step), r2, i2);
            Butterflies<T>.Store(data + (3 * step), r6, i6);
            Butterflies<T>.Store(data + (4 * step), r1, i1);
            Butterflies<T>.Store(data + (5 * step), r5, i5);
            Butterflies<T>.Store(data + (6 * step), r3, i3);
            Butterflies<T>.Store(data + (7 * step), r7, i7);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T Real, T Imaginary) Windowed<TSource>(TSource source, float* window, int sample)
        where TSource : struct, ISegmentSource<T>
    {
        var (real, imaginary) = source.Load(sample);
        var weight = T.Load(window + sample);
        return (real * weight, imaginary * weight);
    }
}
