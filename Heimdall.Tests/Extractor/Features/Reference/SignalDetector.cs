using System.Runtime.InteropServices;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>What the detection found in a chunk. Densities are linear, per hertz.</summary>
/// <param name="NoiseDensity">N0.</param>
/// <param name="Threshold">thr.</param>
/// <param name="IsPresent">Some inner bin stands out of the noise.</param>
/// <param name="PeakBin">The largest inner bin, the lowest of equals.</param>
/// <param name="Weights">W: S − N0 in the signal's bins, 0 in all others. Shape [L].</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Detection(double NoiseDensity, double Threshold, bool IsPresent, int PeakBin, double[] Weights)
{
    public int SignalBins => Weights.Count(static weight => weight > 0);
}

/// <summary>
/// N0 = quantile₀.₂₅(S) / (P⁻¹(K_eff, ¼)/K_eff) over the inner bins, at least 1e-15 of the strongest bin; thr = N0·P⁻¹(K_eff, 1 − 10⁻³/M)/K_eff;
/// present where an inner bin exceeds both thr and N0 by 6 dB; then the signal's bins are the inner bins above thr.
/// </summary>
internal static class SignalDetector
{
    public const double NumericFloor = 1e-15;

    /// <param name="spectrum">Of the chunk.</param>
    /// <param name="gamma">Quantiles of the gamma distribution.</param>
    /// <param name="thresholdFactor">What thr is multiplied by: other than 1 to see what a little more or less would change.</param>
    public static Detection Detect(ChunkSpectrum spectrum, GammaQuantiles gamma, double thresholdFactor = 1)
    {
        var inner = spectrum.InnerBins.Select(bin => spectrum.Density[bin]).ToArray();
        var averages = WelchAverage.EffectiveAverages(spectrum.Segments, spectrum.Bins);
        var unbiased = Quantile.Of(inner, 0.25) * averages / gamma.Of(averages, 0.25);
        var noise = unbiased < NumericFloor * spectrum.StrongestDensity ? NumericFloor * spectrum.StrongestDensity : unbiased;
        var threshold = thresholdFactor * noise / averages * gamma.Of(averages, 1 - (0.001 / inner.Length));
        var isPresent = inner.Any(density => density > threshold && density > noise * Math.Pow(10, 0.6));
        var weights = new double[spectrum.Bins];
        foreach (var bin in spectrum.InnerBins.Where(bin => isPresent && spectrum.Density[bin] > threshold))
        {
            weights[bin] = spectrum.Density[bin] - noise;
        }

        return new Detection(noise, threshold, isPresent, spectrum.InnerBins[Array.IndexOf(inner, inner.Max())], weights);
    }
}
