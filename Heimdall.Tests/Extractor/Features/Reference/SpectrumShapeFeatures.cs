using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features.Reference;

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
            WriteMoments(spectrum, detection.Weights, features);
        }
    }

    private static void WriteFlatnessAndEntropy(ChunkSpectrum spectrum, RfIqValues features)
    {
        var (sum, sumOfLogs) = (0.0, 0.0);
        foreach (var bin in spectrum.InnerBins)
        {
            var density = spectrum.Density[bin];
            if (density <= 0)
            {
                return;
            }

            sum += density;
            sumOfLogs += Math.Log(density);
        }

        var entropy = 0.0;
        foreach (var bin in spectrum.InnerBins)
        {
            var share = spectrum.Density[bin] / sum;
            entropy -= share * Math.Log(share);
        }

        var count = spectrum.InnerBins.Length;
        features[RfIqFeature.SpectralFlatness] = Math.Exp(sumOfLogs / count) / (sum / count);
        features[RfIqFeature.SpectralEntropy] = entropy / Math.Log(count);
    }

    private static void WriteMoments(ChunkSpectrum spectrum, double[] weights, RfIqValues features)
    {
        var (sum, first) = (0.0, 0.0);
        foreach (var bin in spectrum.InnerBins)
        {
            sum += weights[bin];
            first += spectrum.FrequencyHz(bin) * weights[bin];
        }

        var centroidHz = first / sum;
        var second = 0.0;
        foreach (var bin in spectrum.InnerBins)
        {
            var distanceHz = spectrum.FrequencyHz(bin) - centroidHz;
            second += distanceHz * distanceHz * weights[bin];
        }

        features[RfIqFeature.SpectralCentroidHz] = centroidHz;
        features[RfIqFeature.SpectralSpreadHz] = Math.Sqrt(second / sum);
    }
}
