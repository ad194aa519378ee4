using System.Runtime.CompilerServices;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// The envelope |x|² − mean of three neighbouring halves of segments, which is two half-overlapping segments: each sample's is computed
/// once. One instance serves one thread.
/// </summary>
internal sealed unsafe class EnvelopeHalves<T, TForm>(int halfSamples)
    where T : unmanaged, ILanes<T>
    where TForm : struct, ISampleForm
{
    private const int Halves = 3;

    // As many zeros follow as a segment has: the partner of a last odd one.
    private readonly AlignedFloats _values = new((Halves + 2) * halfSamples);

    /// <summary>The segment that begins with the first half, and the one that begins with the second.</summary>
    public RealPair<T> Both => new(_values.Pointer, _values.Pointer + halfSamples);

    /// <summary>The segment that begins with the first half, and nothing.</summary>
    public RealPair<T> First => new(_values.Pointer, _values.Pointer + (Halves * halfSamples));

    /// <summary>Makes the third half the first.</summary>
    public void Advance()
    {
        var values = _values.Span;
        values.Slice(2 * halfSamples, halfSamples).CopyTo(values);
    }

    /// <summary>Computes one half.</summary>
    /// <param name="half">0…2: which.</param>
    /// <param name="samples">Its first sample.</param>
    /// <param name="scale">Every sample is multiplied by this.</param>
    /// <param name="meanPower">The mean of |scale·x|².</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Compute(int half, byte* samples, float scale, double meanPower)
    {
        var (factor, high) = (T.Broadcast(scale), (float)meanPower);
        var low = (float)(meanPower - high);
        var values = _values.Pointer + (half * halfSamples);
        for (nint n = 0; n < halfSamples; n += T.Count)
        {
            var (i, q) = T.Deinterleave(TForm.Load<T>(samples, 2 * n), TForm.Load<T>(samples, (2 * n) + T.Count));
            T.PowerLess(i * factor, q * factor, high, low).Store(values + n);
        }
    }
}
