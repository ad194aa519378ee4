using System.Numerics;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>
/// The discrete Fourier transform of one length, a power of two: X[k] = Σ x[n]·exp(−2πi·kn/N), not scaled.
/// Stockham's self-sorting radix-4 scheme with a last radix-2 stage where log₂N is odd; real and imaginary parts lie in
/// separate spans, so that all stages but the first run over neighbouring values. One instance serves one thread.
/// </summary>
internal sealed class FourierTransform
{
    private readonly RadixFourStage[] _stages;
    private readonly double[] _workReal;
    private readonly double[] _workImaginary;

    /// <summary>Prepares the stages and their factors.</summary>
    /// <param name="length">N: a power of two, 2 or more.</param>
    public FourierTransform(int length)
    {
        if (length < 2 || !BitOperations.IsPow2(length))
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, "A transform's length is a power of two, 2 or more.");
        }

        Length = length;
        _workReal = new double[length];
        _workImaginary = new double[length];

        var stages = new List<RadixFourStage>();
        for (var (span, stride) = (length, 1); span >= 4; span /= 4, stride *= 4)
        {
            stages.Add(new RadixFourStage(span, stride));
        }

        _stages = [.. stages];
    }

    /// <summary>N, the number of complex values transformed.</summary>
    public int Length { get; }

    /// <summary>Transforms in place.</summary>
    /// <param name="real">Real parts in, real parts of X out. Shape [N].</param>
    /// <param name="imaginary">Imaginary parts in, imaginary parts of X out. Shape [N].</param>
    public void Forward(Span<double> real, Span<double> imaginary)
    {
        if (real.Length != Length || imaginary.Length != Length)
        {
            throw new ArgumentException($"A transform of {Length} values was given {real.Length} and {imaginary.Length}.", nameof(real));
        }

        Span<double> sourceReal = real, sourceImaginary = imaginary, targetReal = _workReal, targetImaginary = _workImaginary;
        foreach (var stage in _stages)
        {
            stage.Run(sourceReal, sourceImaginary, targetReal, targetImaginary);
            Exchange(ref sourceReal, ref targetReal);
            Exchange(ref sourceImaginary, ref targetImaginary);
        }

        if (BitOperations.Log2((uint)Length) % 2 != 0)
        {
            LastRadix2(sourceReal, targetReal);
            LastRadix2(sourceImaginary, targetImaginary);
            Exchange(ref sourceReal, ref targetReal);
            Exchange(ref sourceImaginary, ref targetImaginary);
        }

        if (sourceReal != real)
        {
            sourceReal.CopyTo(real);
            sourceImaginary.CopyTo(imaginary);
        }
    }

    /// <summary>The inverse, x[n] = 1/N·Σ X[k]·exp(2πi·kn/N), in place.</summary>
    /// <param name="real">Real parts of X in, real parts of x out. Shape [N].</param>
    /// <param name="imaginary">Imaginary parts of X in, imaginary parts of x out. Shape [N].</param>
    public void Inverse(Span<double> real, Span<double> imaginary)
    {
        // Exchanging the parts conjugates before and after, up to a factor that cancels.
        Forward(imaginary, real);
        var scale = 1.0 / Length;
        for (var n = 0; n < Length; n++)
        {
            real[n] *= scale;
            imaginary[n] *= scale;
        }
    }

    private static void Exchange(ref Span<double> first, ref Span<double> second)
    {
        var kept = first;
        first = second;
        second = kept;
    }

    /// <summary>y[q] = x[q] + x[q + N/2], y[q + N/2] = x[q] − x[q + N/2], of real and imaginary parts alike.</summary>
    private static void LastRadix2(ReadOnlySpan<double> source, Span<double> target)
    {
        var half = source.Length / 2;
        for (var q = 0; q < half; q++)
        {
            var (a, b) = (source[q], source[q + half]);
            target[q] = a + b;
            target[q + half] = a - b;
        }
    }
}
