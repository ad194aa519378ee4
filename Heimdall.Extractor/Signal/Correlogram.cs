namespace Heimdall.Extractor.Signal;

/// <summary>
/// The autocorrelation of a signal from its Welch density, the window's own taken off: r[l] = IFFT(S)[l] / (ρ[l]/ρ[0]),
/// ρ[l] = Σ w[n]·w[n+l], l = 0…L/4. Only |r|² is wanted: so the transform may go either way, DC may lie at bin L/2, which alternates the
/// sign of r, and float32 will do, as what counts is no further below |r[0]|² than 20 dB. One instance serves one thread.
/// </summary>
internal sealed class Correlogram
{
    private readonly RealSpectrum _spectrum;
    private readonly double[] _inverseWindowPowers;

    /// <summary>Prepares the transform and the window's correlation.</summary>
    /// <param name="segmentSamples">L of the density: a power of two, 64…4096.</param>
    public Correlogram(int segmentSamples)
    {
        _spectrum = RealSpectrum.Widest(segmentSamples);
        _inverseWindowPowers = NormalisedWindowCorrelation(HannWindow.Periodic(segmentSamples), (segmentSamples / 4) + 1);
        foreach (ref var correlation in _inverseWindowPowers.AsSpan())
        {
            correlation = 1 / (correlation * correlation);
        }
    }

    /// <summary>L/4 + 1: lags 0…L/4 samples.</summary>
    public int Lags => _inverseWindowPowers.Length;

    /// <summary>How much of the signal's power repeats after each lag.</summary>
    /// <param name="density">Two-sided, DC at bin L/2; not all 0. Shape [L].</param>
    /// <param name="profile">|r[l]|² / |r[0]|², linear; 1 at lag 0. Shape [L/4 + 1].</param>
    public void Profile(ReadOnlySpan<double> density, Span<double> profile)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(profile.Length, Lags);
        _spectrum.Compute(density, 1 / SpectrumSums.Extremes(density).Largest, profile);
        SpectrumSums.Weigh(profile, _inverseWindowPowers, 1 / profile[0]);
    }

    private static double[] NormalisedWindowCorrelation(ReadOnlySpan<double> window, int lags)
    {
        var correlation = new double[lags];
        for (var lag = 0; lag < lags; lag++)
        {
            for (var n = 0; n < window.Length - lag; n++)
            {
                correlation[lag] += window[n] * window[n + lag];
            }
        }

        var energy = correlation[0];
        for (var lag = 0; lag < lags; lag++)
        {
            correlation[lag] /= energy;
        }

        return correlation;
    }
}
