using System.Numerics;
using System.Runtime.InteropServices;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>
/// Power spectral densities by Welch's method (1967): half-overlapping segments of one length L under a periodic Hann window, no
/// detrending, S[k] = Σ|FFT(w·x)|² / (K·fs·Σw²). Real and imaginary parts are split, arithmetic is float64. One instance serves
/// one thread and allocates nothing after construction.
/// </summary>
internal sealed class WelchPeriodogram
{
    private const int ShortestSegmentSamples = 64;
    private const int LongestSegmentSamples = 4096;

    private readonly double[] _window;
    private readonly double _windowEnergy;
    private readonly FourierTransform _transform;
    private readonly double[] _real;
    private readonly double[] _imaginary;
    private readonly double[] _sum;

    /// <summary>Prepares the window and the transform.</summary>
    /// <param name="segmentSamples">L: a power of two, 2 or more.</param>
    public WelchPeriodogram(int segmentSamples)
    {
        _transform = new FourierTransform(segmentSamples);
        _window = HannWindow.Periodic(segmentSamples);
        foreach (var weight in _window)
        {
            _windowEnergy += weight * weight;
        }

        _real = new double[segmentSamples];
        _imaginary = new double[segmentSamples];
        _sum = new double[segmentSamples];
    }

    /// <summary>L, in samples.</summary>
    public int SegmentSamples => _window.Length;

    /// <summary>L for a chunk of N samples: the largest power of two ≤ N/16, within 64…4096.</summary>
    public static int SegmentSamplesFor(int chunkSamples) =>
        (int)Math.Clamp(BitOperations.RoundUpToPowerOf2((uint)(chunkSamples / 16) + 1) / 2, ShortestSegmentSamples, LongestSegmentSamples);

    /// <summary>
    /// K_eff = K / (1 + (K−1)/(18·K)): the number of independent averages that K half-overlapped Hann segments are worth (two
    /// neighbours correlate by ρ² = 1/36).
    /// </summary>
    public static double EffectiveAverages(int segments) => segments / (1 + ((segments - 1.0) / segments / 18));

    /// <summary>⌊(N−L)/(L/2)⌋ + 1, the segments of a chunk of N samples; 0 where it is shorter than one.</summary>
    public int SegmentsIn(int chunkSamples) =>
        chunkSamples < SegmentSamples ? 0 : ((chunkSamples - SegmentSamples) / (SegmentSamples / 2)) + 1;

    /// <summary>The two-sided density of complex samples. Segments of which all samples are 0 are left out.</summary>
    /// <param name="interleaved">I and Q in turn. Shape [2·N].</param>
    /// <param name="sampleRateHz">fs.</param>
    /// <param name="density">Linear power per hertz, DC at bin L/2; all 0 where no segment is left. Shape [L].</param>
    /// <returns>K, the number of segments averaged.</returns>
    public int EstimateTwoSided(ReadOnlySpan<float> interleaved, double sampleRateHz, Span<double> density)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(density.Length, SegmentSamples);
        var segments = SegmentsIn(interleaved.Length / 2);
        var averaged = 0;
        _sum.AsSpan().Clear();
        for (var segment = 0; segment < segments; segment++)
        {
            var samples = interleaved.Slice(segment * SegmentSamples, 2 * SegmentSamples);
            if (!samples.ContainsAnyExcept(0f))
            {
                continue;
            }

            Window(samples);
            _transform.Forward(_real, _imaginary);
            AddPowers();
            averaged++;
        }

        var scale = averaged == 0 ? 0 : 1 / (averaged * sampleRateHz * _windowEnergy);
        var half = SegmentSamples / 2;
        for (var bin = 0; bin < SegmentSamples; bin++)
        {
            density[bin] = scale * _sum[bin ^ half];
        }

        return averaged;
    }

    /// <summary>The one-sided bins of the density of |x|² − mean, over all segments.</summary>
    /// <param name="interleaved">I and Q in turn. Shape [2·N].</param>
    /// <param name="meanPower">The mean of |x|² over the chunk, taken off each.</param>
    /// <param name="sampleRateHz">fs.</param>
    /// <param name="density">Linear, not doubled, DC at bin 0. Shape [L/2].</param>
    /// <returns>The number of segments averaged.</returns>
    public int EstimateEnvelope(ReadOnlySpan<float> interleaved, double meanPower, double sampleRateHz, Span<double> density)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(density.Length, SegmentSamples / 2);
        var segments = SegmentsIn(interleaved.Length / 2);
        _sum.AsSpan().Clear();

        // Two real segments share one complex transform: what each bin and its mirror hold together is twice the sum of both.
        for (var segment = 0; segment < segments; segment += 2)
        {
            WindowPower(interleaved.Slice(segment * SegmentSamples, 2 * SegmentSamples), meanPower, _real);
            if (segment + 1 < segments)
            {
                WindowPower(interleaved.Slice((segment + 1) * SegmentSamples, 2 * SegmentSamples), meanPower, _imaginary);
            }
            else
            {
                _imaginary.AsSpan().Clear();
            }

            _transform.Forward(_real, _imaginary);
            AddPowers();
        }

        var scale = segments == 0 ? 0 : 0.5 / (segments * sampleRateHz * _windowEnergy);
        for (var bin = 0; bin < density.Length; bin++)
        {
            density[bin] = scale * (_sum[bin] + _sum[(SegmentSamples - bin) % SegmentSamples]);
        }

        return segments;
    }

    private void Window(ReadOnlySpan<float> interleaved)
    {
        for (var n = 0; n < _window.Length; n++)
        {
            _real[n] = _window[n] * interleaved[2 * n];
            _imaginary[n] = _window[n] * interleaved[(2 * n) + 1];
        }
    }

    private void WindowPower(ReadOnlySpan<float> interleaved, double meanPower, Span<double> target)
    {
        for (var n = 0; n < _window.Length; n++)
        {
            double i = interleaved[2 * n], q = interleaved[(2 * n) + 1];
            target[n] = _window[n] * ((i * i) + (q * q) - meanPower);
        }
    }

    private void AddPowers()
    {
        var sum = MemoryMarshal.Cast<double, Vector<double>>(_sum.AsSpan());
        var real = MemoryMarshal.Cast<double, Vector<double>>(_real.AsSpan());
        var imaginary = MemoryMarshal.Cast<double, Vector<double>>(_imaginary.AsSpan());
        for (var v = 0; v < sum.Length; v++)
        {
            sum[v] += (real[v] * real[v]) + (imaginary[v] * imaginary[v]);
        }

        for (var bin = sum.Length * Vector<double>.Count; bin < _sum.Length; bin++)
        {
            _sum[bin] += (_real[bin] * _real[bin]) + (_imaginary[bin] * _imaginary[bin]);
        }
    }
}
