using System.Numerics;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>
/// The discrete Fourier transform of one length, a power of two: X[k] = Σ x[n]·exp(−2πi·kn/N), not scaled. The textbook's: values into
/// bit-reversed order, then butterflies of 2, 4, 8, … points in place (Cooley and Tukey 1965).
/// </summary>
internal sealed class FourierTransform
{
    private readonly Complex[] _turns;
    private readonly Complex[] _values;

    /// <param name="length">N: a power of two.</param>
    public FourierTransform(int length)
    {
        _turns = [.. Enumerable.Range(0, length / 2).Select(k => Complex.FromPolarCoordinates(1, -2 * Math.PI * k / length))];
        _values = new Complex[length];
    }

    /// <summary>Transforms in place.</summary>
    public void Forward(Span<double> real, Span<double> imaginary)
    {
        var bits = BitOperations.Log2((uint)_values.Length);
        for (var n = 0; n < _values.Length; n++)
        {
            _values[Reversed(n, bits)] = new Complex(real[n], imaginary[n]);
        }

        for (var half = 1; half < _values.Length; half *= 2)
        {
            for (var start = 0; start < _values.Length; start += 2 * half)
            {
                for (var k = 0; k < half; k++)
                {
                    var odd = _turns[k * (_values.Length / (2 * half))] * _values[start + half + k];
                    var even = _values[start + k];
                    _values[start + k] = even + odd;
                    _values[start + half + k] = even - odd;
                }
            }
        }

        for (var k = 0; k < _values.Length; k++)
        {
            (real[k], imaginary[k]) = (_values[k].Real, _values[k].Imaginary);
        }
    }

    /// <summary>The inverse, 1/N·Σ X[k]·exp(2πi·kn/N), in place: exchanging the parts conjugates before and after.</summary>
    public void Inverse(Span<double> real, Span<double> imaginary)
    {
        Forward(imaginary, real);
        for (var n = 0; n < _values.Length; n++)
        {
            real[n] /= _values.Length;
            imaginary[n] /= _values.Length;
        }
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
