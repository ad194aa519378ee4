using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Features.RfIq;

/// <summary>
/// The shape of the spectrum: its largest inner bin, its flatness (geometric over arithmetic mean) and entropy (Shannon's, over ln M)
/// over all inner bins, and where there is a signal its peak frequency, centroid Σ F·W / Σ W and spread √(Σ (F−centroid)²·W / Σ W).
/// </summary>
internal static class SpectrumShapeFeatures
{
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

        // −Σ u·ln u with u = S/ΣS is ln ΣS − Σ S·ln S / ΣS: one logarithm a bin.
        var (sum, sumOfLogs, sumOfWeightedLogs) = SpectrumSums.Logs(spectrum.InnerDensity);
        var count = spectrum.InnerBins.Length;
        features[RfIqFeature.SpectralFlatness] = Math.Exp(sumOfLogs / count) / (sum / count);
        features[RfIqFeature.SpectralEntropy] = (Math.Log(sum) - (sumOfWeightedLogs / sum)) / Math.Log(count);
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
