using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>
/// How wide the signal is. By power: where the weights, summed from bin edge to bin edge, reach 0.005 and 0.995 (99 % bandwidth,
/// ITU-R SM.328 and SM.443) and 0.85 (rolloff). By level: between the outermost of the signal's bins at 3 and 26 dB under the peak,
/// interpolated in dB (x-dB bandwidth).
/// </summary>
internal static class BandwidthFeatures
{
    private static readonly double _below3Db = Math.Pow(10, -0.3);
    private static readonly double _below26Db = Math.Pow(10, -2.6);

    public static void Write(ChunkSpectrum spectrum, Detection detection, RfIqValues features)
    {
        if (!detection.IsPresent)
        {
            return;
        }

        var cumulative = Cumulate(detection.Weights);
        features[RfIqFeature.SpectralRolloffHz] = EdgeHz(spectrum, cumulative, 0.85);
        features[RfIqFeature.OccupiedBandwidthHz] = EdgeHz(spectrum, cumulative, 0.995) - EdgeHz(spectrum, cumulative, 0.005);
        features[RfIqFeature.Bandwidth3DbHz] = WidthHz(spectrum, detection, _below3Db);
        features[RfIqFeature.Bandwidth26DbHz] = WidthHz(spectrum, detection, _below26Db);
    }

    /// <summary>Share of the signal's power up to each bin's upper edge, 0…1.</summary>
    private static double[] Cumulate(double[] weights)
    {
        var cumulative = new double[weights.Length];
        var sum = 0.0;
        for (var bin = 0; bin < cumulative.Length; bin++)
        {
            sum += weights[bin];
            cumulative[bin] = sum;
        }

        for (var bin = 0; bin < cumulative.Length; bin++)
        {
            cumulative[bin] /= sum;
        }

        return cumulative;
    }

    /// <summary>The frequency below which a share of the power lies, linear between the edges F ± Δf/2.</summary>
    private static double EdgeHz(ChunkSpectrum spectrum, ReadOnlySpan<double> cumulative, double share)
    {
        var bin = 0;
        while (cumulative[bin] <= share)
        {
            bin++;
        }

        var below = bin == 0 ? 0 : cumulative[bin - 1];
        return spectrum.FrequencyHz(bin) + ((((share - below) / (cumulative[bin] - below)) - 0.5) * spectrum.BinHz);
    }

    /// <summary>NaN where the level does not lie above the detection's threshold.</summary>
    private static double WidthHz(ChunkSpectrum spectrum, Detection detection, double belowPeak)
    {
        var level = spectrum.Density[detection.PeakBin] * belowPeak;
        if (level <= detection.Threshold)
        {
            return double.NaN;
        }

        var (lowest, highest) = (detection.PeakBin, detection.PeakBin);
        foreach (var bin in spectrum.InnerBins)
        {
            if (detection.Weights[bin] > 0 && spectrum.Density[bin] >= level)
            {
                lowest = Math.Min(lowest, bin);
                highest = Math.Max(highest, bin);
            }
        }

        var extension = ExtensionBins(spectrum.Density, lowest, -1, level) + ExtensionBins(spectrum.Density, highest, +1, level);
        return (highest - lowest + extension) * spectrum.BinHz;
    }

    /// <summary>How far beyond an outermost bin the level is crossed; half a bin where its neighbour does not lie below it.</summary>
    private static double ExtensionBins(ReadOnlySpan<double> density, int bin, int direction, double level)
    {
        var next = bin + direction;
        if (next < 0 || next >= density.Length || density[next] >= level || density[next] <= 0)
        {
            return 0.5;
        }

        return Math.Log(density[bin] / level) / Math.Log(density[bin] / density[next]);
    }
}
