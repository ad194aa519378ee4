using System.Numerics;
using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// In float64: what float32 cannot tell, such as the mean of a whole number of turns, or the spread of a
/// constant. The products of two float32 are exact in float64, so equal terms cancel exactly.
/// </summary>
internal static class ExactStatistics
{
    private const int BlockSamples = 1024;

    /// <summary>A step of half a turn is +π whichever way it rounds.</summary>
    private const double HalfTurnTolerance = 1e-6;

    /// <summary>mean |x|².</summary>
    public static double MeanPower(ReadOnlySpan<float> interleaved)
    {
        var sum = 0.0;
        for (var n = 0; n < interleaved.Length; n += 2)
        {
            double i = interleaved[n], q = interleaved[n + 1];
            sum += (i * i) + (q * q);
        }

        return sum / (interleaved.Length / 2);
    }

    /// <summary>|mean x|².</summary>
    public static double DcPower(ReadOnlySpan<float> interleaved)
    {
        // I and Q stay in turn in the lanes: a vector holds an even number of them.
        var sums = Vector<double>.Zero;
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(interleaved);
        foreach (var vector in vectors)
        {
            Vector.Widen(vector, out var low, out var high);
            sums += low + high;
        }

        Span<double> sum = stackalloc double[2];
        for (var lane = 0; lane < Vector<double>.Count; lane++)
        {
            sum[lane % 2] += sums[lane];
        }

        for (var n = vectors.Length * Vector<float>.Count; n < interleaved.Length; n++)
        {
            sum[n % 2] += interleaved[n];
        }

        var (meanI, meanQ) = (sum[0] / (interleaved.Length / 2), sum[1] / (interleaved.Length / 2));
        return (meanI * meanI) + (meanQ * meanQ);
    }

    /// <summary>The moments of |x|.</summary>
    public static RunningMoments Magnitude(ReadOnlySpan<float> interleaved)
    {
        var moments = new RunningMoments();
        Span<double> block = stackalloc double[BlockSamples];
        while (!interleaved.IsEmpty)
        {
            var length = Math.Min(BlockSamples, interleaved.Length / 2);
            for (var n = 0; n < length; n++)
            {
                double i = interleaved[2 * n], q = interleaved[(2 * n) + 1];
                block[n] = Math.Sqrt((i * i) + (q * q));
            }

            moments.Add(block[..length]);
            interleaved = interleaved[(2 * length)..];
        }

        return moments;
    }

    /// <summary>The moments of the phase steps and arg Σ x[n+1]·conj x[n].</summary>
    public static (RunningMoments Steps, double Lag1Radians) PhaseSteps(ReadOnlySpan<float> interleaved)
    {
        var moments = new RunningMoments();
        var (sumReal, sumImaginary) = (0.0, 0.0);
        Span<double> block = stackalloc double[BlockSamples];
        var filled = 0;
        for (var n = 2; n < interleaved.Length; n += 2)
        {
            double i0 = interleaved[n - 2], q0 = interleaved[n - 1], i1 = interleaved[n], q1 = interleaved[n + 1];
            var (real, imaginary) = ((i1 * i0) + (q1 * q0), (q1 * i0) - (i1 * q0));
            if (real == 0 && imaginary == 0)
            {
                continue;
            }

            sumReal += real;
            sumImaginary += imaginary;
            block[filled++] = Step(real, imaginary);
            if (filled == BlockSamples)
            {
                moments.Add(block);
                filled = 0;
            }
        }

        moments.Add(block[..filled]);
        return (moments, Math.Atan2(sumImaginary, sumReal));
    }

    /// <summary>θ of one product; −π is +π.</summary>
    public static double Step(double real, double imaginary)
    {
        var step = Math.Atan2(imaginary, real);
        return step <= -Math.PI + HalfTurnTolerance ? step + (2 * Math.PI) : step;
    }
}
