using System.Numerics;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// The autocorrelation of a signal from its Welch density, the window's own taken off: r[l] = IFFT(S)[l] / (ρ[l]/ρ[0]),
/// ρ[l] = Σ w[n]·w[n+l], l = 0…L/4. S is real: its even and its odd bins share a transform of half the length, Z, whose symmetric part
/// is the even bins' transform E and whose antisymmetric part i times the odd ones' O; r[l] = E[l] + e^(−2πil/L)·O[l], conjugated, which
/// leaves |r| alone. So does DC at bin L/2, which alternates the sign of r. One instance serves one thread.
/// </summary>
internal sealed class Correlogram
{
    private readonly FourierTransform _transform;
    private readonly double[] _windowCorrelation;
    private readonly Complex[] _turns;
    private readonly double[] _real;
    private readonly double[] _imaginary;

    /// <summary>Prepares the transform and the window's correlation.</summary>
    /// <param name="segmentSamples">L of the density: a power of two, 4 or more.</param>
    public Correlogram(int segmentSamples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentSamples, 4);
        _transform = new FourierTransform(segmentSamples / 2);
        _real = new double[segmentSamples / 2];
        _imaginary = new double[segmentSamples / 2];
        _turns = [.. Enumerable.Range(0, (segmentSamples / 4) + 1).Select(lag => Complex.FromPolarCoordinates(1, -2 * Math.PI * lag / segmentSamples))];
        _windowCorrelation = NormalisedWindowCorrelation(HannWindow.Periodic(segmentSamples), (segmentSamples / 4) + 1);
    }

    /// <summary>L/4 + 1: lags 0…L/4 samples.</summary>
    public int Lags => _windowCorrelation.Length;

    /// <summary>How much of the signal's power repeats after each lag.</summary>
    /// <param name="density">Two-sided, DC at bin L/2. Shape [L].</param>
    /// <param name="profile">|r[l]|² / |r[0]|², linear; 1 at lag 0. Shape [L/4 + 1].</param>
    public void Profile(ReadOnlySpan<double> density, Span<double> profile)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(density.Length, 2 * _real.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(profile.Length, Lags);
        for (var n = 0; n < _real.Length; n++)
        {
            _real[n] = density[2 * n];
            _imaginary[n] = density[(2 * n) + 1];
        }

        _transform.Forward(_real, _imaginary);
        var power = _real[0] + _imaginary[0];
        for (var lag = 0; lag < profile.Length; lag++)
        {
            var mirror = (_real.Length - lag) % _real.Length;
            var even = new Complex(_real[lag] + _real[mirror], _imaginary[lag] - _imaginary[mirror]);
            var odd = new Complex(_imaginary[lag] + _imaginary[mirror], _real[mirror] - _real[lag]);
            var correlation = (even + (_turns[lag] * odd)) / (2 * _windowCorrelation[lag] * power);
            profile[lag] = (correlation.Real * correlation.Real) + (correlation.Imaginary * correlation.Imaginary);
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
