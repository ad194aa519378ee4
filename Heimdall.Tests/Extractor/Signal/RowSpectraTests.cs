using Heimdall.Extractor.Signal;
using Heimdall.Extractor.Signal.Lanes;
using Heimdall.Tests.Extractor.Features;

namespace Heimdall.Tests.Extractor.Signal;

/// <summary>The spectrum of each segment, by every width, against a plain float64 one.</summary>
public sealed class RowSpectraTests
{
    [Theory]
    [MemberData(nameof(EveryWidth.Lanes), MemberType = typeof(EveryWidth))]
    public void Each_segment_has_the_spectrum_of_float64(int lanes)
    {
        foreach (var length in new[] { 64, 512, 1024 })
        {
            foreach (var segments in new[] { 1, lanes - 1, lanes, lanes + 1, (2 * lanes) + 3 }.Where(count => count > 0))
            {
                var iq = SyntheticSignal.Noise(segments * length, 0.1, seed: segments + length);
                var powers = new float[segments * length];
                Of(lanes, length).Compute(iq, powers);
                var wanted = ExactRows(iq, length);
                for (var i = 0; i < powers.Length; i++)
                {
                    // Rounding is relative to the row, not to the bin.
                    Assert.Equal(wanted[i], powers[i], 1e-5 * ((0.01 / length) + wanted[i]));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(EveryWidth.Lanes), MemberType = typeof(EveryWidth))]
    public void The_bins_of_a_tone_hold_its_power(int lanes)
    {
        var iq = SyntheticSignal.Tone(512, 0.5, 40.0 / 512);
        var powers = new float[512];
        Of(lanes, 512).Compute(iq, powers);

        Assert.Equal(0.25, powers.Sum(power => (double)power), 1e-6);
        Assert.Equal(0.25 / 1.5, powers[256 + 40], 1e-6);
        Assert.Equal(0.25 / 6, powers[256 + 39], 1e-6);
        Assert.Equal(0.25 / 6, powers[256 + 41], 1e-6);
    }

    [Fact]
    public void What_float32_cannot_hold_is_its_largest_number()
    {
        var powers = new float[512];
        RowSpectra.Widest(512).Compute(SyntheticSignal.Tone(512, 1e30, 40.0 / 512), powers);
        Assert.All(powers, power => Assert.True(float.IsFinite(power)));
        Assert.Equal(float.MaxValue, powers.Max());
    }

    [Fact]
    public void Only_whole_segments_are_taken()
    {
        var spectra = RowSpectra.Widest(512);
        Assert.Throws<ArgumentException>(() => spectra.Compute(new float[1026], new float[512]));
        Assert.Throws<ArgumentException>(() => spectra.Compute(new float[1000], new float[500]));
    }

    /// <summary>|FFT(w·x)|² / (L·Σw²) of every segment, DC in the middle, straight from the definition of each step.</summary>
    internal static double[] ExactRows(ReadOnlySpan<float> interleaved, int length)
    {
        var rows = new double[interleaved.Length / 2 / length * length];
        var transform = new FourierTransform(length);
        var (real, imaginary) = (new double[length], new double[length]);
        var energy = Enumerable.Range(0, length).Sum(n => Math.Pow(0.5 - (0.5 * Math.Cos(2 * Math.PI * n / length)), 2));
        for (var first = 0; first < rows.Length; first += length)
        {
            for (var n = 0; n < length; n++)
            {
                var weight = 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / length));
                (real[n], imaginary[n]) = (weight * interleaved[2 * (first + n)], weight * interleaved[(2 * (first + n)) + 1]);
            }

            transform.Forward(real, imaginary);
            for (var bin = 0; bin < length; bin++)
            {
                var at = (bin + (length / 2)) % length;
                rows[first + bin] = ((real[at] * real[at]) + (imaginary[at] * imaginary[at])) / (length * energy);
            }
        }

        return rows;
    }

    private static RowSpectra Of(int lanes, int length) => lanes switch
    {
        16 => new RowSpectra<Lanes512>(length),
        8 => new RowSpectra<Lanes256>(length),
        4 => new RowSpectra<Lanes128>(length),
        _ => new RowSpectra<Lanes1>(length),
    };
}
