using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>
/// The distribution of the envelope |x|: mean|x|/rms, std|x|/mean|x|, max|x|/rms, skewness, excess kurtosis (population moments),
/// and the power's kurtosis mean|x|⁴/(mean|x|²)², which is 1 for a constant envelope and 2 for complex noise.
/// </summary>
internal static class EnvelopeFeatures
{
    private const int BlockSamples = 1024;

    /// <summary>Of the mean square: a variance this small is rounding, and has no shape.</summary>
    private const double LeastRelativeVariance = 1e-24;

    public static void Write(ReadOnlySpan<float> interleaved, ChunkLevel level, RfIqValues features)
    {
        var moments = MomentsOfMagnitude(interleaved);
        var rms = Math.Sqrt(level.MeanPower);
        features[RfIqFeature.EnvelopeMean] = moments.Mean / rms;
        features[RfIqFeature.EnvelopeStd] = moments.StandardDeviation / moments.Mean;
        features[RfIqFeature.EnvelopeMax] = Math.Sqrt(level.PeakPower) / rms;
        features[RfIqFeature.PowerKurtosis] = level.MeanSquaredPower / (level.MeanPower * level.MeanPower);
        if (moments.Variance > LeastRelativeVariance * level.MeanPower)
        {
            features[RfIqFeature.EnvelopeSkewness] = moments.Skewness;
            features[RfIqFeature.EnvelopeKurtosis] = moments.ExcessKurtosis;
        }
    }

    private static RunningMoments MomentsOfMagnitude(ReadOnlySpan<float> interleaved)
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
}
