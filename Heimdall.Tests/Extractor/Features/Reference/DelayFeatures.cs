using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>
/// r[l] = (1/L)·Σ S[k]·exp(2πi·kl/L) / (ρ[l]/ρ[0]), ρ[l] = Σ w[n]·w[n+l], l = 0…L/4, summed as it stands; D = |r|²/|r[0]|², nothing below
/// 0.01; its RMS width is the correlation time, and where a signal is present and it is longer than 1/occupied bandwidth, the delay spread.
/// </summary>
internal static class DelayFeatures
{
    public static void Write(ChunkSpectrum spectrum, Detection detection, RfIqValues features)
    {
        var kept = Profile(spectrum).Select(static d => d < 0.01 ? 0 : d).ToArray();
        var mean = kept.Select(static (d, lag) => lag * d).Sum() / kept.Sum();
        var variance = kept.Select((d, lag) => Math.Pow(lag - mean, 2) * d).Sum() / kept.Sum();
        var seconds = Math.Sqrt(variance) / spectrum.SampleRateHz;
        var isSpread = detection.IsPresent && seconds > 1 / features[RfIqFeature.OccupiedBandwidthHz];
        features[RfIqFeature.CorrelationTimeUs] = 1e6 * seconds;
        features[RfIqFeature.DelaySpreadConfidence] = isSpread ? 0.2 * ConfidenceFeatures.Logistic(features[RfIqFeature.SnrDb]) : 0;
        if (isSpread)
        {
            features[RfIqFeature.MultipathDelaySpreadUs] = 1e6 * seconds;
            features[RfIqFeature.CoherenceBandwidthKhz] = 0.2 / seconds / 1000;
        }
    }

    private static double[] Profile(ChunkSpectrum spectrum)
    {
        var (length, window) = (spectrum.Bins, HannWindow.Periodic(spectrum.Bins));
        var (cos, sin) = (new double[length], new double[length]);
        for (var n = 0; n < length; n++)
        {
            (sin[n], cos[n]) = Math.SinCos(2 * Math.PI * n / length);
        }

        var profile = new double[(length / 4) + 1];
        for (var lag = 0; lag < profile.Length; lag++)
        {
            var (real, imaginary, overlap) = (0.0, 0.0, 0.0);
            for (var bin = 0; bin < length; bin++)
            {
                // k = bin − L/2; one turn is L.
                var turn = (int)((long)(bin + (length / 2)) * lag % length);
                real += spectrum.Density[bin] * cos[turn];
                imaginary += spectrum.Density[bin] * sin[turn];
            }

            for (var n = 0; n + lag < length; n++)
            {
                overlap += window[n] * window[n + lag];
            }

            profile[lag] = ((real * real) + (imaginary * imaginary)) / (overlap * overlap);
        }

        return [.. profile.Select(power => power / profile[0])];
    }
}
