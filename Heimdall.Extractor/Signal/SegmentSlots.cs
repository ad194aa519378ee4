using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// Which lane transforms what. Slots 0…S−1 hold the S segments of x. The envelope's segments are real, so two share a slot, one as
/// the real, one as the imaginary part; a last odd one has a slot to itself. Slot s takes the first half of its segment from column
/// s of the tile and the second half from column s+1, which neighbouring segments share: after each kind one slot lies idle.
/// </summary>
/// <param name="Segments">S.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SegmentSlots(int Segments)
{
    public int Pairs => Segments / 2;

    public bool HasSingle => Segments % 2 != 0;

    public int FirstPair => Segments + 1;

    public int Single => FirstPair + Pairs + 1;

    /// <summary>All slots, idle ones among them counted.</summary>
    public int Count => HasSingle ? Single + 1 : FirstPair + Pairs;

    /// <summary>The most segments whose slots fit.</summary>
    public static int MostSegments(int slots)
    {
        var segments = 1;
        while (new SegmentSlots(segments + 1).Count <= slots)
        {
            segments++;
        }

        return segments;
    }

    public bool IsOfSignal(int slot) => slot < Segments;

    public bool IsOfEnvelope(int slot) => (slot >= FirstPair && slot < FirstPair + Pairs) || (HasSingle && slot == Single);
}
