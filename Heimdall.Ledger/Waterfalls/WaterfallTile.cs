using System.Numerics;
using System.Runtime.InteropServices;

namespace Heimdall.Ledger.Waterfalls;

/// <summary>
/// A tile: up to 512 rows of 512 bytes, the oldest first, the lowest frequency first. A value v says v·0.6 − 150 dBFS of mean power within
/// a bin; 0 that or less, 255 three dBFS or more.
/// </summary>
public static class WaterfallTile
{
    /// <summary>Of a full one.</summary>
    public const int Bytes = WaterfallFormat.TileRows * WaterfallFormat.Bins;

    // v = (10·log₁₀ p + 150)/0.6 in powers of two, and a half for rounding.
    private const float StepsPerOctave = (float)(3.0102999566398120 / WaterfallFormat.ValueStepDb);
    private const float StepsBelowFullScale = (float)(-WaterfallFormat.ValueOffsetDb / WaterfallFormat.ValueStepDb) + 0.5f;
    private const float SmallestNormal = 1.17549435e-38f;

    /// <summary>Writes a row.</summary>
    /// <param name="powers">Mean power within each bin, linear, full scale 1; 0 or more.</param>
    /// <param name="row">One byte a bin.</param>
    public static void Encode(ReadOnlySpan<float> powers, Span<byte> row)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, powers.Length);
        Span<int> values = stackalloc int[Vector<int>.Count];
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(powers);
        for (var v = 0; v < vectors.Length; v++)
        {
            // Nothing counts as the least there is: the logarithm is finite.
            var octaves = Vector.Log2(Vector.Max(vectors[v], new Vector<float>(SmallestNormal)));
            var steps = (octaves * StepsPerOctave) + new Vector<float>(StepsBelowFullScale);
            Vector.ConvertToInt32(Vector.Min(Vector.Max(steps, Vector<float>.Zero), new Vector<float>(byte.MaxValue))).CopyTo(values);
            var target = row.Slice(v * values.Length, values.Length);
            for (var lane = 0; lane < values.Length; lane++)
            {
                target[lane] = (byte)values[lane];
            }
        }

        for (var bin = vectors.Length * Vector<float>.Count; bin < powers.Length; bin++)
        {
            var steps = (MathF.Log2(Math.Max(powers[bin], SmallestNormal)) * StepsPerOctave) + StepsBelowFullScale;
            row[bin] = (byte)Math.Clamp(steps, 0, byte.MaxValue);
        }
    }

    /// <summary>dBFS in one bin.</summary>
    public static double DecibelOf(byte value) => (value * WaterfallFormat.ValueStepDb) + WaterfallFormat.ValueOffsetDb;
}
