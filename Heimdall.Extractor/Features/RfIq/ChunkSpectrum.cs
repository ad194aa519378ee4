using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Features.RfIq;

/// <summary>The spectra of a chunk and the buffers that the families of features share, for one segment length L.</summary>
internal sealed class ChunkSpectrum
{
    /// <summary>Of fs: bins further out lie under the skirts of the anti-alias filter.</summary>
    private const double InnerPart = 0.4;

    private readonly WelchDensities _welch;
    private readonly double[] _density;
    private readonly double[] _envelopeDensity;

    public ChunkSpectrum(int segmentSamples, SampleForm form, double sampleRateHz, int dcGuardBins)
    {
        _welch = new WelchDensities(segmentSamples, form);
        _density = new double[segmentSamples];
        _envelopeDensity = new double[segmentSamples / 2];
        SampleRateHz = sampleRateHz;
        BinHz = sampleRateHz / segmentSamples;
        InnerBins =
        [
            .. Enumerable.Range(0, segmentSamples).Where(bin =>
                Math.Abs(bin - (segmentSamples / 2)) is var away && away <= InnerPart * segmentSamples && away >= dcGuardBins),
        ];
        InnerBelow = InnerBins.Count(bin => bin < segmentSamples / 2);
        InnerDensity = new double[InnerBins.Length];
        SignalWeights = new double[segmentSamples];
        Scratch = new double[segmentSamples];
        Correlogram = new Correlogram(segmentSamples);
    }

    public double SampleRateHz { get; }

    /// <summary>Δf = fs/L.</summary>
    public double BinHz { get; }

    /// <summary>L.</summary>
    public int Bins => _density.Length;

    /// <summary>The bins that take part in noise and detection: |F| ≤ 0.4·fs, and not around DC. Ascending; M of them.</summary>
    public int[] InnerBins { get; }

    /// <summary>Those of them below DC, which lie side by side; as the others do.</summary>
    public int InnerBelow { get; }

    /// <summary>S in the inner bins alone, ascending. Shape [M].</summary>
    public double[] InnerDensity { get; }

    /// <summary>S: two-sided, full scale² per hertz, DC at bin L/2. Shape [L].</summary>
    public ReadOnlySpan<double> Density => _density;

    /// <summary>K: the segments averaged in <see cref="Density"/>, those of zeros alone left out.</summary>
    public int Segments { get; private set; }

    /// <summary>The largest of <see cref="Density"/>, inner bin or not.</summary>
    public double StrongestDensity { get; private set; }

    /// <summary>The smallest of <see cref="InnerDensity"/>.</summary>
    public double WeakestInner { get; private set; }

    /// <summary>The largest of <see cref="InnerDensity"/>.</summary>
    public double StrongestInner { get; private set; }

    /// <summary>h: the density of |x|² − mean, DC at bin 0. Shape [L/2].</summary>
    public ReadOnlySpan<double> EnvelopeDensity => _envelopeDensity;

    /// <summary>The segments averaged in <see cref="EnvelopeDensity"/>: all.</summary>
    public int EnvelopeSegments { get; private set; }

    /// <summary>W: S − N0 in the signal's bins, 0 in all others. Written by the detection. Shape [L].</summary>
    public double[] SignalWeights { get; }

    /// <summary>Room for values to be sorted, or for a profile; nobody keeps anything here. Shape [L].</summary>
    public double[] Scratch { get; }

    public Correlogram Correlogram { get; }

    public void Estimate(WrittenSamples samples, FloatSamples floats, in ChunkStatistics statistics)
    {
        (Segments, EnvelopeSegments) = _welch.Estimate(samples, floats, statistics, SampleRateHz, _density, _envelopeDensity);
        StrongestDensity = SpectrumSums.Extremes(_density).Largest;

        _density.AsSpan(InnerBins[0], InnerBelow).CopyTo(InnerDensity);
        _density.AsSpan(InnerBins[InnerBelow], InnerBins.Length - InnerBelow).CopyTo(InnerDensity.AsSpan(InnerBelow));
        (WeakestInner, StrongestInner) = SpectrumSums.Extremes(InnerDensity);
    }

    /// <summary>F, in hertz from the tuned centre, −fs/2…fs/2.</summary>
    public double FrequencyHz(int bin) => (bin - (Bins / 2)) * BinHz;
}
