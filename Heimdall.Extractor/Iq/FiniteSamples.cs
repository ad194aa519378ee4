using System.Numerics;
using System.Runtime.InteropServices;
using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Iq;

/// <summary>Refuses samples that are no level of any receiver: not finite, or larger than 1e9 either way. Whole numbers cannot be.</summary>
internal static class FiniteSamples
{
    /// <summary>Rounded to single precision, as all is computed.</summary>
    private const float LargestComponent = 1e9f;

    /// <summary>The largest that rounds to it.</summary>
    private const double LargestDouble = 1e9 + 32;

    /// <param name="samples">A piece of a recording.</param>
    /// <param name="samplesBefore">Of the recording before the piece.</param>
    /// <exception cref="IqDataException">Says the first component that is at fault.</exception>
    public static void Require(WrittenSamples samples, long samplesBefore)
    {
        var isGood = samples.Form switch
        {
            SampleForm.Float32 => AreBelow(MemoryMarshal.Cast<byte, uint>(samples.Bytes), BitConverter.SingleToUInt32Bits(LargestComponent)),
            SampleForm.Float64 => AreBelow(MemoryMarshal.Cast<byte, ulong>(samples.Bytes), BitConverter.DoubleToUInt64Bits(LargestDouble)),
            _ => true,
        };
        if (!isGood)
        {
            throw FirstFault(samples, samplesBefore);
        }
    }

    /// <summary>Without its sign the bits of a float are a whole number that grows with it; infinity and NaN are larger than all.</summary>
    private static bool AreBelow<T>(ReadOnlySpan<T> bits, T largest)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        var withoutSign = T.MaxValue >> 1;
        var (vectorMask, found) = (new Vector<T>(withoutSign), Vector<T>.Zero);
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(bits);
        foreach (var vector in vectors)
        {
            found = Vector.Max(found, vector & vectorMask);
        }

        var isGood = Vector.LessThanOrEqualAll(found, new Vector<T>(largest));
        foreach (var value in bits[(vectors.Length * Vector<T>.Count)..])
        {
            isGood &= (value & withoutSign) <= largest;
        }

        return isGood;
    }

    private static IqDataException FirstFault(WrittenSamples samples, long samplesBefore)
    {
        var components = new float[2 * samples.Count];
        samples.CopyTo(components);
        var at = Array.FindIndex(components, static component => !(Math.Abs(component) <= LargestComponent));
        var (name, sample) = (at % 2 == 0 ? 'I' : 'Q', samplesBefore + (at / 2));
        return IqDataException.Invalid(
            IqDataError.NotFinite, $"{name} of sample {sample} is {components[at]}, expected at most 1e9 either way");
    }
}
