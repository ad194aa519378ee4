using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>
/// What the phase does from sample to sample. The step θ = arg(x[n+1]·conj x[n]) exists where the product is not exactly 0; fs/2π·θ
/// is the instantaneous frequency, fs/2π·arg Σ x[n+1]·conj x[n] the offset by the lag-1 autocorrelation (Kay 1989). The rate of
/// zero crossings is the sign changes of I and of Q over 2(N−1).
/// </summary>
internal static class PhaseStepFeatures
{
    private const int BlockSteps = 1024;

    /// <summary>A step of half a turn is +π whichever way it rounds.</summary>
    private const double HalfTurnTolerance = 1e-6;

    /// <summary>Of 1 rad²: a variance this small is rounding, and has no shape.</summary>
    private const double LeastVariance = 1e-24;

    public static void Write(ReadOnlySpan<float> interleaved, double sampleRateHz, RfIqValues features)
    {
        var moments = new RunningMoments();
        var (sumReal, sumImaginary, crossings) = (0.0, 0.0, 0L);
        Span<double> block = stackalloc double[BlockSteps];
        var filled = 0;
        for (var n = 2; n < interleaved.Length; n += 2)
        {
            float i0 = interleaved[n - 2], q0 = interleaved[n - 1], i1 = interleaved[n], q1 = interleaved[n + 1];
            crossings += (i1 >= 0) != (i0 >= 0) ? 1 : 0;
            crossings += (q1 >= 0) != (q0 >= 0) ? 1 : 0;

            // Not fused: the products of two float32 are exact in float64, so equal terms cancel exactly.
            var real = ((double)i1 * i0) + ((double)q1 * q0);
            var imaginary = ((double)q1 * i0) - ((double)i1 * q0);
            if (real == 0 && imaginary == 0)
            {
                continue;
            }

            sumReal += real;
            sumImaginary += imaginary;
            var step = Math.Atan2(imaginary, real);
            block[filled++] = step <= -Math.PI + HalfTurnTolerance ? step + (2 * Math.PI) : step;
            if (filled == BlockSteps)
            {
                moments.Add(block);
                filled = 0;
            }
        }

        moments.Add(block[..filled]);
        features[RfIqFeature.ZeroCrossingRate] = crossings / (2.0 * ((interleaved.Length / 2) - 1));
        if (moments.Count > 0)
        {
            WriteFrequencies(moments, Math.Atan2(sumImaginary, sumReal), sampleRateHz / (2 * Math.PI), features);
        }
    }

    private static void WriteFrequencies(RunningMoments steps, double lag1Radians, double hertzPerRadian, RfIqValues features)
    {
        features[RfIqFeature.InstFrequencyMeanHz] = steps.Mean * hertzPerRadian;
        features[RfIqFeature.InstFrequencyStdHz] = steps.StandardDeviation * hertzPerRadian;
        features[RfIqFeature.FrequencyOffsetLag1Hz] = lag1Radians * hertzPerRadian;
        if (steps.Variance > LeastVariance)
        {
            features[RfIqFeature.InstFrequencySkewness] = steps.Skewness;
            features[RfIqFeature.InstFrequencyKurtosis] = steps.ExcessKurtosis;
        }
    }
}
