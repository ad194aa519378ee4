using Heimdall.Extractor.Signal;
using Heimdall.Tests.Extractor.Features;

namespace Heimdall.Tests.Extractor.Signal;

/// <summary>The kernels of every width against the same densities in float64.</summary>
public sealed class WelchDensitiesTests
{
    private const double SampleRateHz = 48_000;

    [Theory]
    [MemberData(nameof(EveryWidth.Lanes), MemberType = typeof(EveryWidth))]
    public void Every_length_and_number_of_segments_gives_the_densities_of_float64(int lanes)
    {
        foreach (var length in new[] { 64, 128, 256, 512, 1024, 2048, 4096 })
        {
            // One segment, two, an odd and an even number, more than one group; samples left over.
            foreach (var segments in new[] { 1, 2, 3, 18, 37, 38, 61, 62, 101 })
            {
                AssertEqualsFloat64(lanes, length, ((segments + 1) * length / 2) + (segments % 7));
            }
        }
    }

    [Theory]
    [MemberData(nameof(EveryWidth.Lanes), MemberType = typeof(EveryWidth))]
    public void Segments_of_zeros_alone_are_left_out_of_one_average_and_not_of_the_other(int lanes)
    {
        var iq = SyntheticSignal.Noise(2048, 1, seed: 3).Concat(new float[2 * 4096]).ToArray();
        var (density, envelope) = (new double[128], new double[64]);
        var counts = new WelchDensities(128, EveryWidth.Spectra(lanes, 128)).Estimate(iq, new FloatSamples(), Measured(iq), SampleRateHz, density, envelope);
        Assert.Equal((32, ((6144 - 128) / 64) + 1), counts);
    }

    [Fact]
    public void Densities_far_below_the_strongest_are_those_of_float64()
    {
        var iq = SyntheticSignal.Tone(4096, 0.5, 0.25);
        var (density, exact, envelope) = (new double[256], new double[256], new double[128]);
        _ = new WelchDensities(256).Estimate(iq, new FloatSamples(), Measured(iq), SampleRateHz, density, envelope);
        _ = new WelchPeriodogram(256).EstimateTwoSided(iq, SampleRateHz, exact);
        Assert.Equal(exact, density);
    }

    private static ChunkStatistics Measured(float[] iq) => StatisticsPass.Widest().Measure(iq, new FloatSamples());

    private static void AssertEqualsFloat64(int lanes, int length, int samples)
    {
        var iq = SyntheticSignal.Noise(samples, 0.1, seed: samples);
        var meanPower = ExactStatistics.MeanPower(iq);
        var (signal, envelope) = (new double[length], new double[length / 2]);
        var (wantedSignal, wantedEnvelope) = (new double[length], new double[length / 2]);

        // The envelope's bin 0 is what the mean leaves of it: of one rounded otherwise it would show the rounding and not the transform's.
        var statistics = Measured(iq) with { MeanPower = meanPower };
        var counts = new WelchDensities(length, EveryWidth.Spectra(lanes, length))
            .Estimate(iq, new FloatSamples(), statistics, SampleRateHz, signal, envelope);
        var welch = new WelchPeriodogram(length);
        Assert.Equal(welch.EstimateTwoSided(iq, SampleRateHz, wantedSignal), counts.Signal);
        Assert.Equal(welch.EstimateEnvelope(iq, meanPower, SampleRateHz, wantedEnvelope), counts.Envelope);

        // A weak bin of few segments carries the rounding of the strong ones.
        var (strongest, strongestLine) = (wantedSignal.Max(), wantedEnvelope.Max());
        Assert.All(signal.Zip(wantedSignal), pair => Assert.Equal(pair.Second, pair.First, (1e-5 * pair.Second) + (1e-7 * strongest)));
        Assert.All(envelope.Zip(wantedEnvelope), pair => Assert.Equal(pair.Second, pair.First, (1e-5 * pair.Second) + (1e-7 * strongestLine)));
    }
}
