using System.Numerics;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>The spectra of a chunk.</summary>
internal sealed class ChunkSpectrum
{
    /// <param name="samples">The chunk.</param>
    /// <param name="sampleRateHz">fs.</param>
    /// <param name="dcGuardBins">Bins on each side of 0 Hz that do not count.</param>
    public ChunkSpectrum(Complex[] samples, double sampleRateHz, int dcGuardBins)
    {
        (SampleRateHz, Bins) = (sampleRateHz, WelchAverage.SegmentSamples(samples.Length));
        var (all, half) = (WelchAverage.Segments(samples, Bins), Bins / 2);
        var audible = all.Where(segment => segment.Any(x => x != Complex.Zero)).ToList();
        var fromDc = WelchAverage.Density(audible, Bins, sampleRateHz);
        (Density, Segments) = ([.. fromDc[half..], .. fromDc[..half]], audible.Count);
        StrongestDensity = Density.Max();
        InnerBins =
        [
            .. Enumerable.Range(0, Bins).Where(bin => Math.Abs(FrequencyHz(bin)) <= 0.4 * sampleRateHz && Math.Abs(bin - half) >= dcGuardBins),
        ];

        // Each segment of the envelope by itself, real values in a complex transform.
        var meanPower = samples.Sum(Power) / samples.Length;
        var envelope = samples.Select(x => new Complex(Power(x) - meanPower, 0)).ToArray();
        (EnvelopeDensity, EnvelopeSegments) = (WelchAverage.Density(WelchAverage.Segments(envelope, Bins), Bins, sampleRateHz)[..half], all.Count);
        MeanPower = meanPower;
    }

    public double SampleRateHz { get; }

    /// <summary>L.</summary>
    public int Bins { get; }

    /// <summary>Δf = fs/L.</summary>
    public double BinHz => SampleRateHz / Bins;

    /// <summary>The bins that take part in noise and detection: |F| ≤ 0.4·fs, and not around DC. Ascending; M of them.</summary>
    public int[] InnerBins { get; }

    /// <summary>S: two-sided, full scale² per hertz, DC at bin L/2. Shape [L].</summary>
    public double[] Density { get; }

    /// <summary>K: the segments averaged in <see cref="Density"/>, those of zeros alone left out.</summary>
    public int Segments { get; }

    /// <summary>The largest of <see cref="Density"/>, inner bin or not.</summary>
    public double StrongestDensity { get; }

    /// <summary>h: the density of |x|² − mean, DC at bin 0. Shape [L/2].</summary>
    public double[] EnvelopeDensity { get; }

    /// <summary>The segments averaged in <see cref="EnvelopeDensity"/>: all.</summary>
    public int EnvelopeSegments { get; }

    public double MeanPower { get; }

    /// <summary>F, in hertz from the tuned centre, −fs/2…fs/2.</summary>
    public double FrequencyHz(int bin) => (bin - (Bins / 2)) * BinHz;

    private static double Power(Complex x) => (x.Real * x.Real) + (x.Imaginary * x.Imaginary);
}
