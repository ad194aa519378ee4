using System.Numerics;
using Heimdall.Extractor.Signal;

namespace Heimdall.Tests.Extractor.Signal;

public sealed class WelchPeriodogramTests
{
    private const double SampleRateHz = 48_000;

    [Theory]
    [InlineData(1024, 64)]
    [InlineData(2047, 64)]
    [InlineData(2048, 128)]
    [InlineData(2400, 128)]
    [InlineData(40_000, 2048)]
    [InlineData(65_535, 2048)]
    [InlineData(65_536, 4096)]
    [InlineData(40_000_000, 4096)]
    public void Segments_are_the_largest_power_of_two_within_a_sixteenth(int chunkSamples, int segmentSamples) =>
        Assert.Equal(segmentSamples, WelchSegments.SamplesFor(chunkSamples));

    [Fact]
    public void One_segment_is_worth_one_average_and_many_eighteen_nineteenths_each()
    {
        Assert.Equal(1, WelchSegments.EffectiveAverages(1), 1e-15);
        Assert.Equal(18.0 / 19, WelchSegments.EffectiveAverages(1_000_000) / 1_000_000, 1e-6);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    public void Equals_the_definition_term_by_term(int length)
    {
        var iq = Noise(1500, 3);
        var density = new double[length];
        var segments = new WelchPeriodogram(length).EstimateTwoSided(iq, SampleRateHz, density);
        Assert.Equal(((1500 - length) / (length / 2)) + 1, segments);
        var expected = Definition(n => new Complex(iq[2 * n], iq[(2 * n) + 1]), 1500, length);
        for (var bin = 0; bin < length; bin++)
        {
            Assert.Equal(1, density[bin] / expected[(bin + (length / 2)) % length], 1e-10);
        }
    }

    [Theory]
    [InlineData(64 * 10)]
    [InlineData((64 * 10) + 32)]
    public void The_envelopes_density_equals_the_definition_with_odd_and_even_segments(int samples)
    {
        var iq = Noise(samples, 4);
        double Power(int n) => ((double)iq[2 * n] * iq[2 * n]) + ((double)iq[(2 * n) + 1] * iq[(2 * n) + 1]);
        var mean = Enumerable.Range(0, samples).Average(Power);
        var density = new double[32];
        var segments = new WelchPeriodogram(64).EstimateEnvelope(iq, mean, SampleRateHz, density);
        Assert.Equal(((samples - 64) / 32) + 1, segments);
        var expected = Definition(n => Power(n) - mean, samples, 64);
        for (var bin = 0; bin < density.Length; bin++)
        {
            Assert.Equal(1, density[bin] / expected[bin], 1e-10);
        }
    }

    [Fact]
    public void The_density_of_white_noise_sums_to_its_power()
    {
        var iq = Noise(200_000, 5);
        var power = iq.Sum(v => (double)v * v) / 200_000;
        var density = new double[1024];
        _ = new WelchPeriodogram(1024).EstimateTwoSided(iq, SampleRateHz, density);
        Assert.Equal(1, density.Sum() * SampleRateHz / 1024 / power, 0.01);
    }

    [Fact]
    public void Segments_of_zeros_alone_are_left_out_of_the_average()
    {
        var iq = Noise(2048, 6);
        var gapped = iq.Concat(new float[2 * 4096]).ToArray();
        var (whole, withGap) = (new double[128], new double[128]);
        var welch = new WelchPeriodogram(128);
        var segments = welch.EstimateTwoSided(iq, SampleRateHz, whole);
        Assert.Equal(segments + 1, welch.EstimateTwoSided(gapped, SampleRateHz, withGap));
        Assert.InRange(withGap.Sum() / whole.Sum(), 0.95, 1);
        Assert.Equal(0, welch.EstimateTwoSided(new float[4096], SampleRateHz, withGap));
        Assert.All(withGap, density => Assert.Equal(0, density));
    }

    [Fact]
    public void A_chunk_shorter_than_a_segment_has_none()
    {
        var density = new double[128];
        Assert.Equal(0, new WelchPeriodogram(128).EstimateTwoSided(Noise(100, 7), SampleRateHz, density));
        Assert.Equal(1, new WelchPeriodogram(128).EstimateTwoSided(Noise(128, 7), SampleRateHz, density));
    }

    private static double[] Definition(Func<int, Complex> x, int samples, int length)
    {
        var window = HannWindow.Periodic(length);
        var segments = ((samples - length) / (length / 2)) + 1;
        var scale = 1 / (segments * SampleRateHz * window.Sum(w => w * w));
        var density = new double[length];
        for (var segment = 0; segment < segments; segment++)
        {
            for (var k = 0; k < length; k++)
            {
                var sum = Complex.Zero;
                for (var n = 0; n < length; n++)
                {
                    sum += window[n] * x((segment * length / 2) + n) * Complex.FromPolarCoordinates(1, -2 * Math.PI * k * n / length);
                }

                density[k] += scale * sum.Magnitude * sum.Magnitude;
            }
        }

        return density;
    }

    private static float[] Noise(int samples, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 2 * samples).Select(_ => random.NextSingle() - 0.5f)];
    }
}
