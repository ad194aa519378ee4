using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Features.RfIq;

/// <summary>
/// How far the signal stands out. C/N0 = ΣW·Δf / N0; the SNR in the signal's own band is C/N0 over its occupied bandwidth, not less
/// than 1.5·Δf, which a line has under a Hann window. M2M4 (Pauluzzi and Beaulieu 2000) takes signal s = √(2M₂²−M₄) and noise
/// n = M₂−s from the moments of the envelope alone and holds for a constant envelope.
/// </summary>
internal static class SnrFeatures
{
    private const double NarrowestBins = 1.5;
    private const double LeastDeviations = 6;
    private const double LeastNoiseShare = 1e-4;

    public static void Write(ChunkSpectrum spectrum, Detection detection, ChunkStatistics statistics, int samples, RfIqValues features)
    {
        if (!detection.IsPresent)
        {
            return;
        }

        var signalDensity = 0.0;
        foreach (var weight in spectrum.SignalWeights.AsSpan(detection.FirstBin, detection.EndBin - detection.FirstBin))
        {
            signalDensity += weight;
        }

        var cn0DbHz = Decibel.FromPower(signalDensity * spectrum.BinHz / detection.NoiseDensity);
        var bandwidthHz = Math.Max(features[RfIqFeature.OccupiedBandwidthHz], NarrowestBins * spectrum.BinHz);
        features[RfIqFeature.Cn0DbHz] = cn0DbHz;
        features[RfIqFeature.SnrDb] = cn0DbHz - Decibel.FromPower(bandwidthHz);
        features[RfIqFeature.SnrM2M4Db] = M2M4Db(statistics, samples);
    }

    /// <summary>NaN where the moments do not tell a constant envelope from noise, or no noise is left.</summary>
    private static double M2M4Db(ChunkStatistics statistics, int samples)
    {
        // Both from the moments about the mean: at a high SNR the noise is a small difference of the two.
        var (m2, m4) = (statistics.Magnitude.MeanSquare, statistics.Magnitude.MeanFourthPower);
        var signalSquared = (2 * m2 * m2) - m4;
        if (signalSquared <= LeastDeviations * m2 * m2 / Math.Sqrt(samples))
        {
            return double.NaN;
        }

        var signal = Math.Sqrt(signalSquared);
        var noise = m2 - signal;
        return noise > LeastNoiseShare * m2 ? Decibel.FromPower(signal / noise) : double.NaN;
    }
}
