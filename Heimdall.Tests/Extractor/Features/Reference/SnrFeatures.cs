using System.Numerics;
using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>
/// C/N0 = ΣW·Δf/N0 in dB-Hz; the SNR is that less max(occupied bandwidth, 1.5·Δf) in dB-Hz; M2M4 (Pauluzzi and Beaulieu 2000) from the
/// samples themselves.
/// </summary>
internal static class SnrFeatures
{
    public static void Write(ChunkSpectrum spectrum, Detection detection, Complex[] samples, RfIqValues features)
    {
        if (!detection.IsPresent)
        {
            return;
        }

        var carrierDb = Decibel.FromPower(detection.Weights.Sum()) + Decibel.FromPower(spectrum.BinHz);
        var noiseDb = features[RfIqFeature.NoiseDensityDbfsHz];
        var widthDb = Math.Max(Decibel.FromPower(features[RfIqFeature.OccupiedBandwidthHz]), Decibel.FromPower(1.5 * spectrum.BinHz));
        features[RfIqFeature.Cn0DbHz] = carrierDb - noiseDb;
        features[RfIqFeature.SnrDb] = carrierDb - noiseDb - widthDb;
        features[RfIqFeature.SnrM2M4Db] = M2M4Db(samples);
    }

    /// <summary>With |x|² in units of its mean, M₂ = 1: s² = 2 − M₄ and n = 1 − s.</summary>
    private static double M2M4Db(Complex[] samples)
    {
        var powers = samples.Select(static x => (x.Real * x.Real) + (x.Imaginary * x.Imaginary)).ToArray();
        var mean = powers.Sum() / powers.Length;
        var squaredSignal = 2 - powers.Average(power => power / mean * (power / mean));
        if (!(squaredSignal > 6 / Math.Sqrt(powers.Length)))
        {
            return double.NaN;
        }

        var noise = 1 - Math.Sqrt(squaredSignal);
        return noise > 1e-4 ? Decibel.FromPower((1 - noise) / noise) : double.NaN;
    }
}
