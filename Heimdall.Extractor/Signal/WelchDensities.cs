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
    /// <param name="form">What samples it will be given.</param>
    public WelchDensities(int segmentSamples, SampleForm form = SampleForm.Float32)
        : this(segmentSamples, SegmentSpectra.Widest(segmentSamples, form))
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
    /// <param name="samples">In the form that this was made for.</param>
    /// <param name="floats">The same, for what float32 cannot decide.</param>
    /// <param name="statistics">Of the same samples.</param>
    /// <param name="sampleRateHz">fs.</param>
    /// <param name="density">Linear power per hertz, DC at bin L/2; all 0 where no segment is left. Shape [L].</param>
    /// <param name="envelope">Linear, not doubled, DC at bin 0. Shape [L/2].</param>
    /// <returns>The segments averaged in each.</returns>
    public (int Signal, int Envelope) Estimate(
        WrittenSamples samples,
        FloatSamples floats,
        in ChunkStatistics statistics,
        double sampleRateHz,
        Span<double> density,
        Span<double> envelope)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(density.Length, SegmentSamples);
        ArgumentOutOfRangeException.ThrowIfNotEqual(envelope.Length, SegmentSamples / 2);
        var segments = WelchSegments.Count(samples.Count, SegmentSamples);
        var audible = segments == 0 || statistics.ZeroFraction == 0
            ? segments
            : WelchSegments.CountAudible(floats.Of(samples), SegmentSamples);
        var power = statistics.FullScale * statistics.FullScale;
        _spectra.Sum(samples, statistics.Scale, statistics.MeanPower * power, _signal, _envelope);

        // A segment of zeros alone has added nothing.
        var half = SegmentSamples / 2;
        var signalFactor = audible == 0 ? 0 : 1 / (audible * sampleRateHz * _windowEnergy * power);
        SpectrumSums.Multiply(_signal.AsSpan(half), signalFactor, density[..half]);
        SpectrumSums.Multiply(_signal.AsSpan(0, half), signalFactor, density[half..]);

        // Two real segments shared a transform: bin k and its mirror together hold twice the sum of both.
        var envelopeFactor = segments == 0 ? 0 : 0.5 / (segments * sampleRateHz * _windowEnergy * power * power);
        envelope[0] = 2 * envelopeFactor * _envelope[0];
        for (var bin = 1; bin < half; bin++)
        {
            envelope[bin] = envelopeFactor * (_envelope[bin] + _envelope[SegmentSamples - bin]);
        }

        if (audible > 0 && IsBeyondFloat32(density))
        {
            _exact ??= new WelchPeriodogram(SegmentSamples);
            audible = _exact.EstimateTwoSided(floats.Of(samples), sampleRateHz, density);
        }

        if (segments > 0 && IsBeyondFloat32(envelope))
        {
            _exact ??= new WelchPeriodogram(SegmentSamples);
            var interleaved = floats.Of(samples);
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
