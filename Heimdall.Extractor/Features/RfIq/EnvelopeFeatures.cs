using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Features.RfIq;

/// <summary>
/// The distribution of the envelope |x|: mean|x|/rms, std|x|/mean|x|, max|x|/rms, skewness, excess kurtosis (population moments),
/// and the power's kurtosis mean|x|⁴/(mean|x|²)², which is 1 for a constant envelope and 2 for complex noise.
/// </summary>
internal static class EnvelopeFeatures
{
    /// <summary>Of the mean square: a variance this small is rounding, and has no shape.</summary>
    private const double LeastRelativeVariance = 1e-24;

    public static void Write(ChunkStatistics statistics, RfIqValues features)
    {
        var moments = statistics.Magnitude;
        var rms = Math.Sqrt(statistics.MeanPower);
        features[RfIqFeature.EnvelopeMean] = moments.Mean / rms;
        features[RfIqFeature.EnvelopeStd] = moments.StandardDeviation / moments.Mean;
        features[RfIqFeature.EnvelopeMax] = Math.Sqrt(statistics.PeakPower) / rms;
        features[RfIqFeature.PowerKurtosis] = statistics.Magnitude.MeanFourthPower / (statistics.MeanPower * statistics.MeanPower);
        if (moments.Variance > LeastRelativeVariance * statistics.MeanPower)
        {
            features[RfIqFeature.EnvelopeSkewness] = moments.Skewness;
            features[RfIqFeature.EnvelopeKurtosis] = moments.ExcessKurtosis;
        }
    }
}
