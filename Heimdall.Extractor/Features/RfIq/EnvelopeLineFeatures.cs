using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Features.RfIq;

/// <summary>
/// The strongest line in the spectrum of the envelope's power, which is a symbol or pulse rate: the largest local maximum of h from
/// bin 3 on, over the median of the bins within ±16. A line is one that noise shows in one chunk of a thousand.
/// </summary>
internal static class EnvelopeLineFeatures
{
    private const int FirstBin = 3;
    private const int NeighbourBins = 16;
    private const double FalseAlarms = 1e-3;

    /// <summary>Of the mean power squared per bin: what lies below is rounding of a constant envelope.</summary>
    private const double NumericFloor = 1e-24;

    public static void Write(ChunkSpectrum spectrum, double meanPower, GammaQuantiles gamma, RfIqValues features)
    {
        var density = spectrum.EnvelopeDensity;
        var line = StrongestLocalMaximum(density);
        if (line < 0 || density[line] <= NumericFloor * meanPower * meanPower / spectrum.BinHz)
        {
            return;
        }

        var median = MedianAround(density, line, spectrum.Scratch);
        var averages = WelchSegments.EffectiveAverages(spectrum.EnvelopeSegments);
        var least = gamma.Of(averages, 1 - (FalseAlarms / density.Length)) / gamma.Of(averages, 0.5);
        if (median > 0 && density[line] / median >= least)
        {
            features[RfIqFeature.EnvelopeLineHz] = (line + LogParabola.VertexOffsetBins(density, line)) * spectrum.BinHz;
            features[RfIqFeature.EnvelopeLineDb] = Decibel.FromPower(density[line] / median);
        }
    }

    /// <summary>The bin, the lowest of equals; −1 where no bin stands above its neighbours.</summary>
    private static int StrongestLocalMaximum(ReadOnlySpan<double> density)
    {
        var (strongest, largest) = (-1, 0.0);
        for (var bin = FirstBin; bin <= density.Length - 2; bin++)
        {
            // Few bins are larger than all before: the first question is the cheapest.
            if (density[bin] > largest && density[bin] > density[bin - 1] && density[bin] >= density[bin + 1])
            {
                (strongest, largest) = (bin, density[bin]);
            }
        }

        return strongest;
    }

    private static double MedianAround(ReadOnlySpan<double> density, int bin, Span<double> scratch)
    {
        var from = Math.Max(FirstBin, bin - NeighbourBins);
        var to = Math.Min(density.Length - 1, bin + NeighbourBins);
        var neighbours = scratch[..(to - from + 1)];
        density[from..(to + 1)].CopyTo(neighbours);
        return Quantile.OfUnsorted(neighbours, 0.5);
    }
}
