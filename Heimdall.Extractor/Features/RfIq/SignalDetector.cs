using System.Runtime.InteropServices;
using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Features.RfIq;

/// <summary>What the detection found in a chunk. Densities are linear, per hertz.</summary>
/// <param name="NoiseDensity">N0.</param>
/// <param name="Threshold">thr: a bin above it is the signal's, once a signal is present.</param>
/// <param name="IsPresent">Some inner bin stands out of the noise.</param>
/// <param name="SignalBins">Number of the signal's bins; 0 without a signal.</param>
/// <param name="PeakBin">The largest inner bin, the lowest of equals.</param>
/// <param name="FirstBin">The lowest of the signal's bins.</param>
/// <param name="EndBin">One beyond the highest of the signal's bins.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Detection(
    double NoiseDensity, double Threshold, bool IsPresent, int SignalBins, int PeakBin, int FirstBin, int EndBin);

/// <summary>
/// Noise and detection. The noise density is a quantile of the inner bins, its bias taken off: a bin averaged K_eff times is a
/// gamma variable, so N0 = quantile₀.₂₅(S) / (P⁻¹(K_eff, ¼)/K_eff). thr = N0·P⁻¹(K_eff, 1 − 10⁻³/M)/K_eff is exceeded by one chunk
/// of white noise in a thousand; a signal is present where a bin also stands 6 dB above N0, because floors are not flat.
/// </summary>
internal static class SignalDetector
{
    private const double NoiseQuantile = 0.25;
    private const double FalseAlarms = 1e-3;

    /// <summary>Of the strongest bin: what lies further below is arithmetic, not noise.</summary>
    public const double NumericFloor = 1e-15;

    /// <summary>6 dB.</summary>
    private static readonly double _margin = Math.Pow(10, 0.6);

    /// <summary>Detects, and writes the signal's weights into the spectrum.</summary>
    public static Detection Detect(ChunkSpectrum spectrum, GammaQuantiles gamma)
    {
        var averages = WelchSegments.EffectiveAverages(spectrum.Segments);
        var noise = Math.Max(
            InnerQuantile(spectrum) / (gamma.Of(averages, NoiseQuantile) / averages), NumericFloor * spectrum.StrongestDensity);
        var threshold = noise * gamma.Of(averages, 1 - (FalseAlarms / spectrum.InnerBins.Length)) / averages;
        var peakBin = PeakBin(spectrum);
        var isPresent = spectrum.Density[peakBin] > Math.Max(threshold, noise * _margin);
        var (signalBins, first, end) = isPresent ? WeighSignal(spectrum, noise, threshold) : (0, 0, 0);
        return new Detection(noise, threshold, isPresent, signalBins, peakBin, first, end);
    }

    private static double InnerQuantile(ChunkSpectrum spectrum)
    {
        var values = spectrum.Scratch.AsSpan(0, spectrum.InnerBins.Length);
        spectrum.InnerDensity.CopyTo(values);
        return Quantile.OfUnsorted(values, NoiseQuantile);
    }

    private static int PeakBin(ChunkSpectrum spectrum) =>
        spectrum.InnerBins[MemoryMarshal.Cast<double, long>(spectrum.InnerDensity).IndexOf(BitConverter.DoubleToInt64Bits(spectrum.StrongestInner))];

    private static (int SignalBins, int First, int End) WeighSignal(ChunkSpectrum spectrum, double noise, double threshold)
    {
        var (inner, density) = (spectrum.InnerBins, spectrum.InnerDensity);
        var (lowest, highest) = (0, density.Length - 1);
        while (density[lowest] <= threshold)
        {
            lowest++;
        }

        while (density[highest] <= threshold)
        {
            highest--;
        }

        // Below DC and above it inner bins lie side by side. All others are nobody's, and 0 for ever.
        var (signalBins, below) = (0, spectrum.InnerBelow);
        foreach (var (from, to) in (ReadOnlySpan<(int, int)>)[(0, below), (below, density.Length)])
        {
            if (from < to)
            {
                signalBins += SpectrumSums.Excess(
                    density.AsSpan(from, to - from), threshold, noise, spectrum.SignalWeights.AsSpan(inner[from], to - from));
            }
        }

        return (signalBins, inner[lowest], inner[highest] + 1);
    }
}
