using System.Runtime.CompilerServices;
using Heimdall.Extractor.Signal.Lanes;

namespace Heimdall.Extractor.Signal;

/// <summary>The totals over the lanes of W vectors at once.</summary>
internal static unsafe class LaneTotals<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>
    /// W vectors of W values become one vector of W totals. Vector v and v + W/2 are shuffled into each other and the two halves added:
    /// half as many vectors, each with two half-added sums in turn; after log₂W such steps lane v holds the total of vector v.
    /// </summary>
    /// <param name="vectors">In: shape [W, W]. Out: the totals in the first W, rubbish behind.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fold(float* vectors)
    {
        for (var half = T.Count / 2; half > 0; half /= 2)
        {
            for (var v = 0; v < half; v++)
            {
                var (low, high) = T.Interleave(T.Load(vectors + (v * T.Count)), T.Load(vectors + ((v + half) * T.Count)));
                (low + high).Store(vectors + (v * T.Count));
            }
        }
    }
}
