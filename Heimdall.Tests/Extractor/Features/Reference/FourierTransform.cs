using System.Numerics;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>
/// The discrete Fourier transform of a power of two of values: X[k] = Σ x[n]·exp(−2πi·kn/N), not scaled. The textbook's: values into
/// bit-reversed order, then butterflies of 2, 4, 8, … points in place (Cooley and Tukey 1965).
/// </summary>
internal sealed class FourierTransform
{
    private readonly Complex[] _turns;

    /// <param name="length">N: a power of two.</param>
    public FourierTransform(int length) =>
        _turns = [.. Enumerable.Range(0, length / 2).Select(k => Complex.FromPolarCoordinates(1, -2 * Math.PI * k / length))];

    public Complex[] Of(Complex[] samples)
    {
        var bits = BitOperations.Log2((uint)samples.Length);
        var values = new Complex[samples.Length];
        for (var n = 0; n < samples.Length; n++)
        {
            values[Reversed(n, bits)] = samples[n];
        }

        for (var half = 1; half < values.Length; half *= 2)
        {
            for (var start = 0; start < values.Length; start += 2 * half)
            {
                for (var k = 0; k < half; k++)
                {
                    var odd = _turns[k * (values.Length / (2 * half))] * values[start + half + k];
                    var even = values[start + k];
                    values[start + k] = even + odd;
                    values[start + half + k] = even - odd;
                }
            }
        }

        return values;
    }

    private static int Reversed(int n, int bits)
    {
        var reversed = 0;
        for (var bit = 0; bit < bits; bit++)
        {
            reversed = (reversed << 1) | ((n >> bit) & 1);
        }

        return reversed;
    }
}
