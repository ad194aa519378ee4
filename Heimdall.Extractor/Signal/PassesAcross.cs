using System.Runtime.CompilerServices;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// The end of W blocks of P = max(4, W) points that lie behind one another, each in one register. Transposed, so that row n holds the n-th
/// point of each (W×W, first within groups of four lanes, then of whole groups), they are split across the registers, with a factor of each
/// lane's own; no lane meets another any more.
/// </summary>
internal static unsafe class PassesAcross<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>The last pass along, and the transposition within groups of four lanes on the way out of the registers. In place.</summary>
    /// <param name="data">Shape [blocks, 4·P, 2]: each is split in four.</param>
    /// <param name="points">All of them.</param>
    /// <param name="factors">Shape [blocks, 4].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void SplitInFourAndTranspose(float* data, int points, float* factors)
    {
        if (T.Count == 1)
        {
            for (var first = 0; first < points; first += 16, factors += 4)
            {
                PassesAlong<T>.SplitInFour(data + (2 * first), 4, factors);
            }

            return;
        }

        for (var first = 0; first < points; first += 4 * T.Count, data += 8 * T.Count, factors += 4)
        {
            var (r0, i0) = Butterflies<T>.Load(data);
            var (r1, i1) = Butterflies<T>.Load(data + (2 * T.Count));
            var (r2, i2) = Butterflies<T>.Load(data + (4 * T.Count));
            var (r3, i3) = Butterflies<T>.Load(data + (6 * T.Count));
            Butterflies<T>.FourTurned(
                ref r0, ref i0, ref r1, ref i1, ref r2, ref i2, ref r3, ref i3, FourFactors<T>.Alike(factors));
            StoreTransposed(data, r0, r1, r2, r3);
            StoreTransposed(data + T.Count, i0, i1, i2, i3);
        }
    }

    /// <summary>The transposition within groups of four lanes alone, of blocks that are as short as a register already. In place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Transpose(float* data, int points)
    {
        for (var first = 0; first < points; first += 4 * T.Count, data += 8 * T.Count)
        {
            var (r0, i0) = Butterflies<T>.Load(data);
            var (r1, i1) = Butterflies<T>.Load(data + (2 * T.Count));
            var (r2, i2) = Butterflies<T>.Load(data + (4 * T.Count));
            var (r3, i3) = Butterflies<T>.Load(data + (6 * T.Count));
            StoreTransposed(data, r0, r1, r2, r3);
            StoreTransposed(data + T.Count, i0, i1, i2, i3);
        }
    }

    /// <summary>
    /// Transposes whole groups of four lanes on the way into the registers, and splits the rows: in four of 16 lanes, in two of 8. Nothing
    /// is left to do for fewer. In place.
    /// </summary>
    /// <param name="data">Shape [squares, P, 2, W].</param>
    /// <param name="points">All of them.</param>
    /// <param name="factors">Shape [squares, 4 or 2, W].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void SplitRows(float* data, int points, float* factors)
    {
        if (T.Count == 16)
        {
            for (var first = 0; first < points; first += 256, data += 512, factors += 4 * T.Count)
            {
                SplitRowsInFour(data, factors);
            }
        }
        else if (T.Count == 8)
        {
            for (var first = 0; first < points; first += 64, data += 128, factors += 2 * T.Count)
            {
                SplitRowsInTwo(data, factors);
            }
        }
    }

    /// <summary>The last pass, four rows at a time: only |X|² leaves the registers.</summary>
    /// <param name="data">Shape [rows, 2, W].</param>
    /// <param name="points">All of them.</param>
    /// <param name="factors">Of four rows at a time. Shape [rows/4, 4, W].</param>
    /// <param name="sums">Of |X|², added to. Shape [rows, W].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void AddPowers(float* data, int points, float* factors, float* sums)
    {
        for (var first = 0; first < points; first += 4 * T.Count, data += 8 * T.Count, factors += 4 * T.Count, sums += 4 * T.Count)
        {
            var (r0, i0) = Butterflies<T>.Load(data);
            var (r1, i1) = Butterflies<T>.Load(data + (2 * T.Count));
            var (r2, i2) = Butterflies<T>.Load(data + (4 * T.Count));
            var (r3, i3) = Butterflies<T>.Load(data + (6 * T.Count));
            Butterflies<T>.FourTurned(
                ref r0, ref i0, ref r1, ref i1, ref r2, ref i2, ref r3, ref i3, FourFactors<T>.Own(factors));
            AddPower(sums, r0, i0);
            AddPower(sums + T.Count, r1, i1);
            AddPower(sums + (2 * T.Count), r2, i2);
            AddPower(sums + (3 * T.Count), r3, i3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SplitRowsInFour(float* data, float* factors)
    {
        // From one group of the transposed lanes to the next, and from one part of the rows to the next: four rows.
        const int Step = 4 * 2 * 16;
        var w = FourFactors<T>.Own(factors);
        for (var k = 0; k < 4; k++, data += 2 * T.Count)
        {
            var (r0, i0) = Butterflies<T>.Load(data);
            var (r1, i1) = Butterflies<T>.Load(data + Step);
            var (r2, i2) = Butterflies<T>.Load(data + (2 * Step));
            var (r3, i3) = Butterflies<T>.Load(data + (3 * Step));
            T.TransposeGroups(ref r0, ref r1, ref r2, ref r3);
            T.TransposeGroups(ref i0, ref i1, ref i2, ref i3);
            Butterflies<T>.FourTurned(ref r0, ref i0, ref r1, ref i1, ref r2, ref i2, ref r3, ref i3, w);
            Butterflies<T>.Store(data, r0, i0);
            Butterflies<T>.Store(data + Step, r1, i1);
            Butterflies<T>.Store(data + (2 * Step), r2, i2);
            Butterflies<T>.Store(data + (3 * Step), r3, i3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SplitRowsInTwo(float* data, float* factors)
    {
        const int Step = 4 * 2 * 8;
        var (real, imaginary) = Butterflies<T>.Load(factors);
        for (var k = 0; k < 4; k++, data += 2 * T.Count)
        {
            var (r0, i0) = Butterflies<T>.Load(data);
            var (r1, i1) = Butterflies<T>.Load(data + Step);
            T.TransposeGroups(ref r0, ref r1, ref i0, ref i1);
            Butterflies<T>.TurnedTwo(ref r0, ref i0, ref r1, ref i1, real, imaginary);
            Butterflies<T>.Store(data, r0, i0);
            Butterflies<T>.Store(data + Step, r1, i1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTransposed(float* target, T a, T b, T c, T d)
    {
        T.TransposeInGroups(ref a, ref b, ref c, ref d);
        a.Store(target);
        b.Store(target + (2 * T.Count));
        c.Store(target + (4 * T.Count));
        d.Store(target + (6 * T.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddPower(float* sum, T real, T imaginary) =>
        T.MulAdd(real, real, T.MulAdd(imaginary, imaginary, T.Load(sum))).Store(sum);
}
