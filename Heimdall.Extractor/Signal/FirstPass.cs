using System.Runtime.CompilerServices;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// The first pass of all transforms of a group: samples are turned into lanes a few rows at a time, windowed on the way into the
/// registers, and leave as the first parts of the transforms. A segment's second half is its neighbour's first: one lane further.
/// </summary>
internal sealed unsafe class FirstPass<T, TForm>
    where T : unmanaged, ILanes<T>
    where TForm : struct, ISampleForm
{
    private readonly TransformPlan _plan;
    private readonly SegmentTile<T, TForm> _tile;
    private readonly AlignedFloats _window;

    public FirstPass(TransformPlan plan, int slots)
    {
        _plan = plan;
        _tile = new SegmentTile<T, TForm>(plan.Length / 2, slots, plan.Radices[0] / 2);
        _window = new AlignedFloats(plan.Length);
        var window = HannWindow.Periodic(plan.Length);
        for (var n = 0; n < window.Length; n++)
        {
            _window.Pointer[n] = (float)window[n];
        }
    }

    /// <summary>Reads a group's segments and writes the first parts of their transforms.</summary>
    /// <param name="samples">The chunk's samples.</param>
    /// <param name="first">The component, I or Q, that the group's first segment begins with.</param>
    /// <param name="slots">The group.</param>
    /// <param name="scale">Every sample is multiplied by this.</param>
    /// <param name="meanPower">The mean of |scale·x|².</param>
    /// <param name="work">Shape [batches, R, part and padding, 2, W].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(byte* samples, nint first, SegmentSlots slots, float scale, double meanPower, float* work)
    {
        var part = _plan.Length / _plan.Radices[0];
        for (var row = 0; row < part; row += SegmentTile<T, TForm>.Rows)
        {
            _tile.Fill(samples, first, row, slots, scale, meanPower);
            for (var slot = 0; slot < slots.Count; slot += T.Count)
            {
                var target = work + ((long)slot / T.Count * _plan.BatchFloats(T.Count)) + (2 * T.Count * row);
                if (_plan.Radices[0] == 8)
                {
                    SplitInEight(slot, row, part, target);
                }
                else
                {
                    SplitInFour(slot, row, part, target);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SplitInFour(int slot, int row, int part, float* target)
    {
        var (step, imaginary) = (_plan.PartFloats(T.Count), _tile.Stride);
        var window = _window.Pointer + row;
        var factors = _plan.FactorsOf(0) + (6 * row);
        for (var k = 0; k < SegmentTile<T, TForm>.Rows; k++, target += 2 * T.Count, factors += 6, window++)
        {
            var a = _tile.Row(0, k) + slot;
            var b = _tile.Row(1, k) + slot;
            var (w0, w1) = (T.Broadcast(window[0]), T.Broadcast(window[part]));
            var (w2, w3) = (T.Broadcast(window[2 * part]), T.Broadcast(window[3 * part]));
            var (r0, i0, r1, i1) = (T.Load(a) * w0, T.Load(a + imaginary) * w0, T.Load(b) * w1, T.Load(b + imaginary) * w1);
            var (r2, i2) = (T.Load(a + 1) * w2, T.Load(a + 1 + imaginary) * w2);
            var (r3, i3) = (T.Load(b + 1) * w3, T.Load(b + 1 + imaginary) * w3);
            Butterflies<T>.Four(ref r0, ref i0, ref r1, ref i1, ref r2, ref i2, ref r3, ref i3);
            r0.Store(target);
            i0.Store(target + T.Count);
            Butterflies<T>.StoreTurned(target + step, r1, i1, factors);
            Butterflies<T>.StoreTurned(target + (2 * step), r2, i2, factors + 2);
            Butterflies<T>.StoreTurned(target + (3 * step), r3, i3, factors + 4);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SplitInEight(int slot, int row, int part, float* target)
    {
        var (step, imaginary) = (_plan.PartFloats(T.Count), _tile.Stride);
        var window = _window.Pointer + row;
        var factors = _plan.FactorsOf(0) + (14 * row);
        for (var k = 0; k < SegmentTile<T, TForm>.Rows; k++, target += 2 * T.Count, factors += 14, window++)
        {
            var a = _tile.Row(0, k) + slot;
            var b = _tile.Row(1, k) + slot;
            var c = _tile.Row(2, k) + slot;
            var d = _tile.Row(3, k) + slot;
            var (w0, w1) = (T.Broadcast(window[0]), T.Broadcast(window[part]));
            var (w2, w3) = (T.Broadcast(window[2 * part]), T.Broadcast(window[3 * part]));
            var (r0, i0, r1, i1) = (T.Load(a) * w0, T.Load(a + imaginary) * w0, T.Load(b) * w1, T.Load(b + imaginary) * w1);
            var (r2, i2, r3, i3) = (T.Load(c) * w2, T.Load(c + imaginary) * w2, T.Load(d) * w3, T.Load(d + imaginary) * w3);
            var (w4, w5) = (T.Broadcast(window[4 * part]), T.Broadcast(window[5 * part]));
            var (w6, w7) = (T.Broadcast(window[6 * part]), T.Broadcast(window[7 * part]));
            var (r4, i4) = (T.Load(a + 1) * w4, T.Load(a + 1 + imaginary) * w4);
            var (r5, i5) = (T.Load(b + 1) * w5, T.Load(b + 1 + imaginary) * w5);
            var (r6, i6) = (T.Load(c + 1) * w6, T.Load(c + 1 + imaginary) * w6);
            var (r7, i7) = (T.Load(d + 1) * w7, T.Load(d + 1 + imaginary) * w7);
            Butterflies<T>.Eight(
                ref r0, ref i0, ref r1, ref i1, ref r2, ref i2, ref r3, ref i3,
                ref r4, ref i4, ref r5, ref i5, ref r6, ref i6, ref r7, ref i7);
            r0.Store(target);
            i0.Store(target + T.Count);
            Butterflies<T>.StoreTurned(target + step, r4, i4, factors);
            Butterflies<T>.StoreTurned(target + (2 * step), r1, i1, factors + 2);
            Butterflies<T>.StoreTurned(target + (3 * step), r5, i5, factors + 4);
            Butterflies<T>.StoreTurned(target + (4 * step), r2, i2, factors + 6);
            Butterflies<T>.StoreTurned(target + (5 * step), r6, i6, factors + 8);
            Butterflies<T>.StoreTurned(target + (6 * step), r3, i3, factors + 10);
            Butterflies<T>.StoreTurned(target + (7 * step), r7, i7, factors + 12);
        }
    }
}
