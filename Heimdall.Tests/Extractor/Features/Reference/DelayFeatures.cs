using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>
/// How long the signal resembles itself: the RMS width √(ΣD(τ−τ̄)²/ΣD) of the correlogram D = |r|²/|r[0]|² where D ≥ 0.01. Longer than
/// 1/occupied bandwidth it is called a delay spread, of channel and modulation together, which is all that one unknown waveform
/// gives; hence a confidence of at most 0.2. The coherence bandwidth is 1/(5τ).
/// </summary>
internal static class DelayFeatures
{
    private const double LeastCorrelation = 0.01;
    private const double HighestConfidence = 0.2;

    public static void Write(ChunkSpectrum spectrum, Detection detection, RfIqValues features)
    {
        var profile = spectrum.Scratch.AsSpan(0, spectrum.Correlogram.Lags);
        spectrum.Correlogram.Profile(spectrum.Density, profile);
        var widthUs = RmsWidthLags(profile) / spectrum.SampleRateHz * 1e6;
        features[RfIqFeature.CorrelationTimeUs] = widthUs;
        features[RfIqFeature.DelaySpreadConfidence] = 0;
        if (detection.IsPresent && widthUs * 1e-6 * features[RfIqFeature.OccupiedBandwidthHz] > 1)
        {
            features[RfIqFeature.MultipathDelaySpreadUs] = widthUs;
            features[RfIqFeature.CoherenceBandwidthKhz] = 1e3 / (5 * widthUs);
            features[RfIqFeature.DelaySpreadConfidence] =
                HighestConfidence * ConfidenceFeatures.TrustInSnr(features[RfIqFeature.SnrDb]);
        }
    }

    private static double RmsWidthLags(ReadOnlySpan<double> profile)
    {
        var (sum, first) = (0.0, 0.0);
        for (var lag = 0; lag < profile.Length; lag++)
        {
            var kept = Kept(profile[lag]);
            sum += kept;
            first += lag * kept;
        }

        var mean = first / sum;
        var second = 0.0;
        for (var lag = 0; lag < profile.Length; lag++)
        {
            second += (lag - mean) * (lag - mean) * Kept(profile[lag]);
        }

        return Math.Sqrt(second / sum);
    }

    private static double Kept(double correlation) => correlation >= LeastCorrelation ? correlation : 0;
}
