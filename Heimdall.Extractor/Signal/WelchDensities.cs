namespace Heimdall.Extractor.Signal;

/// <summary>
/// Power spectral densities by Welch's method (1967) of a chunk and of its envelope's power: half-overlapping segments of one length
/// L under a periodic Hann window, no detrending, S[k] = Σ|FFT(w·x)|² / (K·fs·Σw²). Transforms are float32, sums over segments
/// end in float64; densities that float32 cannot hold beside the strongest are estimated again in float64. One instance serves one
/// thread and allocates nothing once it has seen such a chunk.
/// </summary>
internal sealed class WelchDensities
{
    /// <summary>Times 1/L of the strongest bin: below, the rounding of a float32 transform shows.</summary>
    private const double NumericFloor = 3e-9;

    private readonly SegmentSpectra _spectra;
    private readonly double _windowEnergy;
    private readonly double[] _signal;
    private readonly double[] _envelope;
    private WelchPeriodogram? _exact;

    /// <param name="segmentSamples">L: a power of two, 64…4096.</param>
    public WelchDensities(int segmentSamples)
        : this(segmentSamples, SegmentSpectra.Widest(segmentSamples))
    {
    }

    /// <summary>With a width of lanes of one's own choice.</summary>
    public WelchDensities(int segmentSamples, SegmentSpectra spectra)
    {
        _spectra = spectra;
        foreach (var weight in HannWindow.Periodic(segmentSamples))
        {
            _windowEnergy += weight * weight;
        }

        _signal = new double[segmentSamples];
        _envelope = new double[segmentSamples];
    }

    /// <summary>L, in samples.</summary>
    public int SegmentSamples => _signal.Length;

    /// <summary>
    /// The two-sided density of x over the segments that are not all zero, and the one-sided bins of that of |x|² − mean over all.
    /// </summary>
    /// <param name="interleaved">I and Q in turn. Shape [2·N].</param>
    /// <param name="scale">A power of two that takes the largest component to about 1.</param>
    /// <param name="meanPower">The mean of |x|² over the chunk.</param>
    /// <param name="sampleRateHz">fs.</param>
    /// <param name="density">Linear power per hertz, DC at bin L/2; all 0 where no segment is left. Shape [L].</param>
    /// <param name="envelope">Linear, not doubled, DC at bin 0. Shape [L/2].</param>
    /// <returns>The segments averaged in each.</returns>
    public (int Signal, int Envelope) Estimate(
        ReadOnlySpan<float> interleaved,
        float scale,
        double meanPower,
        double sampleRateHz,
        Span<double> density,
        Span<double> envelope)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(density.Length, SegmentSamples);
        ArgumentOutOfRangeException.ThrowIfNotEqual(envelope.Length, SegmentSamples / 2);
        var segments = WelchSegments.Count(interleaved.Length / 2, SegmentSamples);
        var audible = segments == 0 ? 0 : WelchSegments.CountAudible(interleaved, SegmentSamples);
        double power = (double)scale * scale;
        _spectra.Sum(interleaved, scale, meanPower * power, _signal, _envelope);

        // A segment of zeros alone has added nothing.
        var half = SegmentSamples / 2;
        var signalFactor = audible == 0 ? 0 : 1 / (audible * sampleRateHz * _windowEnergy * power);
        for (var bin = 0; bin < half; bin++)
        {
            density[bin] = signalFactor * _signal[bin + half];
            density[bin + half] = signalFactor * _signal[bin];
        }

        // Two real segments shared a transform: bin k and its mirror together hold twice the sum of both.
        var envelopeFactor = segments == 0 ? 0 : 0.5 / (segments * sampleRateHz * _windowEnergy * power * power);
        for (var bin = 0; bin < half; bin++)
        {
            envelope[bin] = envelopeFactor * (_envelope[bin] + _envelope[(SegmentSamples - bin) % SegmentSamples]);
        }

        if (audible > 0 && IsBeyondFloat32(density))
        {
            _exact ??= new WelchPeriodogram(SegmentSamples);
            audible = _exact.EstimateTwoSided(interleaved, sampleRateHz, density);
        }

        if (segments > 0 && IsBeyondFloat32(envelope))
        {
            _exact ??= new WelchPeriodogram(SegmentSamples);
            segments = _exact.EstimateEnvelope(interleaved, ExactStatistics.MeanPower(interleaved), sampleRateHz, envelope);
        }

        return (audible, segments);
    }

    private bool IsBeyondFloat32(ReadOnlySpan<double> density)
    {
        var (smallest, largest) = SpectrumSums.Extremes(density);
        return smallest < NumericFloor / SegmentSamples * largest;
    }
}
