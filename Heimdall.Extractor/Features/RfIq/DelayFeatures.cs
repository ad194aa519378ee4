using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Features.RfIq;

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
        // Lags are small whole numbers: in float64 nothing is lost by taking the mean off at the end.
        var (sum, first, second) = SpectrumSums.MomentsFrom(profile, LeastCorrelation);
        var mean = first / sum;
        return Math.Sqrt(Math.Max(0, (second / sum) - (mean * mean)));
    }
}
