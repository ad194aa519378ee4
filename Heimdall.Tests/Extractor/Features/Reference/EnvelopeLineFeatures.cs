using Heimdall.Extractor.Features.RfIq;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>
/// The largest local maximum of h (h[k] > h[k−1], h[k] ≥ h[k+1], 3 ≤ k ≤ L/2−2) over the median of the bins within ±16 of it; none where it
/// is not above 1e-24·(mean|x|²)²/Δf, or not as far above the median as noise is in one chunk of a thousand.
/// </summary>
internal static class EnvelopeLineFeatures
{
    public static void Write(ChunkSpectrum spectrum, GammaQuantiles gamma, RfIqValues features)
    {
        var h = spectrum.EnvelopeDensity;
        var maxima = Enumerable.Range(3, h.Length - 4).Where(k => h[k] > h[k - 1] && h[k] >= h[k + 1]).ToList();
        if (maxima.Count == 0)
        {
            return;
        }

        var line = maxima.MaxBy(k => h[k]);
        var median = Quantile.Of([.. h.Index().Where(bin => bin.Index >= 3 && Math.Abs(bin.Index - line) <= 16).Select(static bin => bin.Item)], 0.5);
        var averages = WelchAverage.EffectiveAverages(spectrum.EnvelopeSegments, spectrum.Bins);
        var leastRatio = gamma.Of(averages, 1 - (0.001 / h.Length)) / gamma.Of(averages, 0.5);
        var floor = 1e-24 * Math.Pow(spectrum.MeanPower, 2) / spectrum.BinHz;
        if (h[line] > floor && median > 0 && h[line] >= leastRatio * median)
        {
            features[RfIqFeature.EnvelopeLineHz] = spectrum.BinHz * (line + LogParabola.VertexOffsetBins(h, line));
            features[RfIqFeature.EnvelopeLineDb] = Decibel.FromPower(h[line]) - Decibel.FromPower(median);
        }
    }
}
