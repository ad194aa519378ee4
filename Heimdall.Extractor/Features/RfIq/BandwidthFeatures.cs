namespace Heimdall.Extractor.Features.RfIq;

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

        var cumulative = Cumulate(spectrum, detection);
        features[RfIqFeature.SpectralRolloffHz] = EdgeHz(spectrum, detection.FirstBin, cumulative, 0.85);
        features[RfIqFeature.OccupiedBandwidthHz] =
            EdgeHz(spectrum, detection.FirstBin, cumulative, 0.995) - EdgeHz(spectrum, detection.FirstBin, cumulative, 0.005);
        features[RfIqFeature.Bandwidth3DbHz] = WidthHz(spectrum, detection, _below3Db);
        features[RfIqFeature.Bandwidth26DbHz] = WidthHz(spectrum, detection, _below26Db);
    }

    /// <summary>The signal's power up to the upper edge of each of its bins.</summary>
    private static ReadOnlySpan<double> Cumulate(ChunkSpectrum spectrum, Detection detection)
    {
        var weights = spectrum.SignalWeights.AsSpan(detection.FirstBin, detection.EndBin - detection.FirstBin);
        var cumulative = spectrum.Scratch.AsSpan(0, weights.Length);
        var sum = 0.0;
        for (var n = 0; n < weights.Length; n++)
        {
            sum += weights[n];
            cumulative[n] = sum;
        }

        return cumulative;
    }

    /// <summary>The frequency below which a share of the power lies, linear between the edges F ± Δf/2.</summary>
    private static double EdgeHz(ChunkSpectrum spectrum, int firstBin, ReadOnlySpan<double> cumulative, double share)
    {
        // The first bin whose edge lies beyond the level: sums only grow.
        var level = share * cumulative[^1];
        var (low, high) = (0, cumulative.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = cumulative[middle] <= level ? (middle + 1, high) : (low, middle);
        }

        var below = low == 0 ? 0 : cumulative[low - 1];
        return spectrum.FrequencyHz(firstBin + low) + ((((level - below) / (cumulative[low] - below)) - 0.5) * spectrum.BinHz);
    }

    /// <summary>NaN where the level does not lie above the detection's threshold.</summary>
    private static double WidthHz(ChunkSpectrum spectrum, Detection detection, double belowPeak)
    {
        var level = spectrum.Density[detection.PeakBin] * belowPeak;
        if (level <= detection.Threshold)
        {
            return double.NaN;
        }

        // The peak is one of the signal's bins above the level: both walks end there at the latest.
        var (lowest, highest) = (detection.FirstBin, detection.EndBin - 1);
        while (!IsAbove(spectrum, lowest, level))
        {
            lowest++;
        }

        while (!IsAbove(spectrum, highest, level))
        {
            highest--;
        }

        var extension = ExtensionBins(spectrum.Density, lowest, -1, level) + ExtensionBins(spectrum.Density, highest, +1, level);
        return (highest - lowest + extension) * spectrum.BinHz;
    }

    private static bool IsAbove(ChunkSpectrum spectrum, int bin, double level) =>
        spectrum.SignalWeights[bin] > 0 && spectrum.Density[bin] >= level;

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
