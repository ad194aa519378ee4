using System.Runtime.InteropServices;
using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Features.RfIq;

/// <summary>
/// The shape of the spectrum: its largest inner bin, its flatness (geometric over arithmetic mean) and entropy (Shannon's, over ln M)
/// over all inner bins, and where there is a signal its peak frequency, centroid Σ F·W / Σ W and spread √(Σ (F−centroid)²·W / Σ W).
/// </summary>
internal static class SpectrumShapeFeatures
{
    /// <summary>Of the strongest inner bin.</summary>
    private const double LeastInFloat32 = 1e-30;

    public static void Write(ChunkSpectrum spectrum, Detection detection, RfIqValues features)
    {
        var peak = spectrum.Density[detection.PeakBin];
        if (peak > SignalDetector.NumericFloor * spectrum.StrongestDensity)
        {
            features[RfIqFeature.PsdPeakDbfsHz] = Decibel.FromPower(peak);
            WriteFlatnessAndEntropy(spectrum, features);
        }

        if (detection.IsPresent)
        {
            var offset = LogParabola.VertexOffsetBins(spectrum.Density, detection.PeakBin);
            features[RfIqFeature.PeakFrequencyHz] = spectrum.FrequencyHz(detection.PeakBin) + (offset * spectrum.BinHz);
            WriteMoments(spectrum, detection, features);
        }
    }

    private static void WriteFlatnessAndEntropy(ChunkSpectrum spectrum, RfIqValues features)
    {
        if (spectrum.WeakestInner <= 0)
        {
            return;
        }

        // −Σ u·ln u with u = S/ΣS is ln ΣS − Σ S·ln S / ΣS: one logarithm a bin. A factor on all S changes neither feature.
        var (sum, sumOfLogs, sumOfWeightedLogs) = Logs(spectrum);
        var count = spectrum.InnerBins.Length;
        features[RfIqFeature.SpectralFlatness] = Math.Exp(sumOfLogs / count) / (sum / count);
        features[RfIqFeature.SpectralEntropy] = (Math.Log(sum) - (sumOfWeightedLogs / sum)) / Math.Log(count);
    }

    /// <summary>In float32, beside the strongest bin, unless a bin is too weak for that.</summary>
    private static (double Sum, double SumOfLogs, double SumOfWeightedLogs) Logs(ChunkSpectrum spectrum)
    {
        if (spectrum.WeakestInner < LeastInFloat32 * spectrum.StrongestInner)
        {
            return SpectrumSums.Logs(spectrum.InnerDensity);
        }

        var relative = MemoryMarshal.Cast<double, float>(spectrum.Scratch.AsSpan())[..spectrum.InnerDensity.Length];
        SpectrumSums.Narrow(spectrum.InnerDensity, 1 / spectrum.StrongestInner, relative);
        return SpectrumSums.Logs(relative);
    }

    private static void WriteMoments(ChunkSpectrum spectrum, Detection detection, RfIqValues features)
    {
        // In bins from the first on: exact whole numbers, and one factor at the end.
        var weights = spectrum.SignalWeights.AsSpan(detection.FirstBin, detection.EndBin - detection.FirstBin);
        var (sum, first) = (0.0, 0.0);
        for (var n = 0; n < weights.Length; n++)
        {
            sum += weights[n];
            first += n * weights[n];
        }

        var centroid = first / sum;
        var second = 0.0;
        for (var n = 0; n < weights.Length; n++)
        {
            second += (n - centroid) * (n - centroid) * weights[n];
        }

        features[RfIqFeature.SpectralCentroidHz] = spectrum.FrequencyHz(detection.FirstBin) + (centroid * spectrum.BinHz);
        features[RfIqFeature.SpectralSpreadHz] = Math.Sqrt(second / sum) * spectrum.BinHz;
    }
}
