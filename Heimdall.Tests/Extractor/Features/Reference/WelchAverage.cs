using System.Numerics;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>Welch's method (1967) as its definition reads: segments are cut, windowed and transformed, each by itself, and averaged.</summary>
internal static class WelchAverage
{
    /// <summary>L: the largest power of two that is not above N/16, within 64…4096.</summary>
    public static int SegmentSamples(int samples)
    {
        var length = 64;
        while (length < 4096 && 2 * length <= samples / 16.0)
        {
            length *= 2;
        }

        return length;
    }

    /// <summary>A new segment begins every L/2 samples, as long as there are L left.</summary>
    public static List<Complex[]> Segments(Complex[] samples, int length)
    {
        var segments = new List<Complex[]>();
        for (var from = 0; from + length <= samples.Length; from += length / 2)
        {
            segments.Add(samples[from..(from + length)]);
        }

        return segments;
    }

    /// <summary>Σ|FFT(w·x)|² / (K·fs·Σw²), k = 0…L−1; zeros without a segment.</summary>
    public static double[] Density(IReadOnlyCollection<Complex[]> segments, int length, double sampleRateHz)
    {
        var (window, transform, density) = (HannWindow.Periodic(length), new FourierTransform(length), new double[length]);
        var scale = 1 / (segments.Count * sampleRateHz * window.Sum(w => w * w));
        foreach (var segment in segments)
        {
            var spectrum = transform.Of([.. segment.Zip(window, static (x, w) => w * x)]);
            for (var k = 0; k < length; k++)
            {
                density[k] += scale * ((spectrum[k].Real * spectrum[k].Real) + (spectrum[k].Imaginary * spectrum[k].Imaginary));
            }
        }

        return density;
    }

    /// <summary>
    /// How many independent averages K are worth: the variance of their mean is that of one, over K, times 1 + 2·ρ²·(K−1)/K, ρ the
    /// correlation of two neighbours, which is that of the overlapping halves of the window (Welch 1967).
    /// </summary>
    public static double EffectiveAverages(int segments, int length)
    {
        var window = HannWindow.Periodic(length);
        var overlap = Enumerable.Range(0, length / 2).Sum(n => window[n] * window[n + (length / 2)]) / window.Sum(w => w * w);
        return segments / (1 + (2 * overlap * overlap * (segments - 1) / segments));
    }
}
