using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Features.RfIq;

/// <summary>
/// What the phase does from sample to sample. The step θ = arg(x[n+1]·conj x[n]) exists where the product is not exactly 0; fs/2π·θ
/// is the instantaneous frequency, fs/2π·arg Σ x[n+1]·conj x[n] the offset by the lag-1 autocorrelation (Kay 1989). The rate of
/// zero crossings is the sign changes of I and of Q over 2(N−1).
/// </summary>
internal static class PhaseStepFeatures
{
    /// <summary>Of 1 rad²: a variance this small is rounding, and has no shape.</summary>
    private const double LeastVariance = 1e-24;

    public static void Write(ChunkStatistics statistics, int samples, double sampleRateHz, RfIqValues features)
    {
        features[RfIqFeature.ZeroCrossingRate] = statistics.ZeroCrossings / (2.0 * (samples - 1));
        if (statistics.PhaseSteps.Count > 0)
        {
            WriteFrequencies(statistics.PhaseSteps, statistics.Lag1Radians, sampleRateHz / (2 * Math.PI), features);
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
