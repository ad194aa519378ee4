namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>
/// The autocorrelation of a signal from its Welch density, the window's own taken off: r[l] = IFFT(S)[l] / (ρ[l]/ρ[0]),
/// ρ[l] = Σ w[n]·w[n+l], l = 0…L/4. One instance serves one thread.
/// </summary>
internal sealed class Correlogram
{
    private readonly FourierTransform _transform;
    private readonly double[] _windowCorrelation;
    private readonly double[] _real;
    private readonly double[] _imaginary;

    /// <summary>Prepares the transform and the window's correlation.</summary>
    /// <param name="segmentSamples">L of the density: a power of two, 4 or more.</param>
    public Correlogram(int segmentSamples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentSamples, 4);
        _transform = new FourierTransform(segmentSamples);
        _real = new double[segmentSamples];
        _imaginary = new double[segmentSamples];
        _windowCorrelation = NormalisedWindowCorrelation(HannWindow.Periodic(segmentSamples), (segmentSamples / 4) + 1);
    }

    /// <summary>L/4 + 1: lags 0…L/4 samples.</summary>
    public int Lags => _windowCorrelation.Length;

    /// <summary>How much of the signal's power repeats after each lag.</summary>
    /// <param name="density">Two-sided, DC at bin L/2. Shape [L].</param>
    /// <param name="profile">|r[l]|² / |r[0]|², linear; 1 at lag 0. Shape [L/4 + 1].</param>
    public void Profile(ReadOnlySpan<double> density, Span<double> profile)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(density.Length, _real.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(profile.Length, Lags);
        var half = _real.Length / 2;
        density[half..].CopyTo(_real);
        density[..half].CopyTo(_real.AsSpan(half));
        _imaginary.AsSpan().Clear();
        _transform.Inverse(_real, _imaginary);
        for (var lag = 0; lag < profile.Length; lag++)
        {
            var real = _real[lag] / _windowCorrelation[lag] / _real[0];
            var imaginary = _imaginary[lag] / _windowCorrelation[lag] / _real[0];
            profile[lag] = (real * real) + (imaginary * imaginary);
        }
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
