using System.Numerics;
using Heimdall.AppHost.Demonstration;
using MathNet.Numerics.IntegralTransforms;

namespace Heimdall.Tests.AppHost.Demonstration;

public sealed class SyntheticRecordingTests
{
    private const double Clean = 200;
    private const int SegmentSamples = 512;

    public static TheoryData<string> Hearing => [.. Cast.Parts.Where(p => p.Scene is { SnrDb: not null, IsCorrupt: false }).Select(p => p.Name)];

    [Fact]
    public void The_same_seed_gives_the_same_recording()
    {
        var scene = new Scene(20, 0, "cf32_le");

        Assert.Equal(SyntheticRecording.Generate(scene, 1), SyntheticRecording.Generate(scene, 1));
        Assert.NotEqual(SyntheticRecording.Generate(scene, 1), SyntheticRecording.Generate(scene, 2));
    }

    [Fact]
    public void The_signal_has_a_constant_envelope_and_the_offset_as_its_mean_frequency()
    {
        var samples = Complexes(SyntheticRecording.Generate(new Scene(Clean, 850, "cf32_le"), 1));

        Assert.All(samples, x => Assert.Equal(0.04, x.Real * x.Real + (x.Imaginary * x.Imaginary), 1e-5));
        var steps = samples.Skip(1).Zip(samples, (next, x) => (next * Complex.Conjugate(x)).Phase);
        Assert.Equal(850, steps.Average() * SyntheticRecording.SampleRateHz / Math.Tau, 1.0);
    }

    [Fact]
    public void Noise_has_the_power_that_the_SNR_asks_for()
    {
        var noise = Complexes(SyntheticRecording.Generate(new Scene(12, 0, "cf32_le"), 7))
            .Zip(Complexes(SyntheticRecording.Generate(new Scene(Clean, 0, "cf32_le"), 7)), (with, without) => with - without);

        // The mean of 96,000 exponential powers spreads by 1/√96,000 = 0.3 %.
        Assert.Equal(1.0, noise.Average(x => x.Magnitude * x.Magnitude) / SyntheticRecording.NoisePower(12), 0.015);
    }

    [Theory]
    [MemberData(nameof(Hearing))]
    public void A_periodogram_finds_in_every_recording_what_is_said_of_it(string station)
    {
        var scene = Cast.Parts.Single(p => p.Name == station).Scene;
        var density = Welch(Complexes(SyntheticRecording.Generate(scene, 3)));
        var noise = SyntheticRecording.NoisePower(scene.SnrDb) / SyntheticRecording.SampleRateHz;

        var (snrDb, centreHz, bandwidthHz) = Measure(density, noise, scene.OffsetHz);

        Assert.Equal(scene.SnrDb!.Value, snrDb, 0.5);
        Assert.Equal(scene.OffsetHz, centreHz, 75.0);
        Assert.Equal(SyntheticRecording.OccupiedBandwidthHz, bandwidthHz, SyntheticRecording.OccupiedBandwidthHz * 0.08);
    }

    [Fact]
    public void A_corrupt_recording_holds_what_is_not_a_number() =>
        Assert.Single(SyntheticRecording.Generate(new Scene(18, 0, "cf32_le", IsCorrupt: true), 1), float.IsNaN);

    [Fact]
    public void Two_of_seven_hear_only_noise_and_one_is_corrupt()
    {
        Assert.Equal(7, Cast.Parts.Count);
        Assert.Equal(2, Cast.Parts.Count(p => p.Scene.SnrDb is null));
        Assert.Equal("cf32_le", Assert.Single(Cast.Parts, p => p.Scene.IsCorrupt).Scene.Datatype);
    }

    private static Complex[] Complexes(float[] interleaved) =>
        [.. Enumerable.Range(0, interleaved.Length / 2).Select(n => new Complex(interleaved[2 * n], interleaved[(2 * n) + 1]))];

    /// <summary>Power density per Hz, two-sided, lowest frequency first.</summary>
    private static double[] Welch(Complex[] samples)
    {
        var window = Enumerable.Range(0, SegmentSamples).Select(n => 0.5 - (0.5 * Math.Cos(Math.Tau * n / SegmentSamples))).ToArray();
        var density = new double[SegmentSamples];
        var segments = 0;
        for (var start = 0; start + SegmentSamples <= samples.Length; start += SegmentSamples / 2, segments++)
        {
            var segment = window.Select((w, n) => w * samples[start + n]).ToArray();
            Fourier.Forward(segment, FourierOptions.Matlab);
            for (var k = 0; k < SegmentSamples; k++)
            {
                density[(k + (SegmentSamples / 2)) % SegmentSamples] += segment[k].Magnitude * segment[k].Magnitude;
            }
        }

        var scale = segments * SyntheticRecording.SampleRateHz * window.Sum(w => w * w);
        return [.. density.Select(d => d / scale)];
    }

    private static (double SnrDb, double CentreHz, double BandwidthHz) Measure(double[] density, double noise, double aroundHz)
    {
        const double binHz = (double)SyntheticRecording.SampleRateHz / SegmentSamples;
        // Within ±4 kHz of where the signal is: what is left of the noise elsewhere would widen the tails.
        var bins = density
            .Select((d, k) => (Hz: (k - (SegmentSamples / 2)) * binHz, Weight: Math.Max(0, d - noise)))
            .Where(b => Math.Abs(b.Hz - aroundHz) <= 4_000)
            .ToArray();
        var total = bins.Sum(b => b.Weight);
        var bandwidth = EdgeHz(0.995) - EdgeHz(0.005);
        return (10 * Math.Log10(total * binHz / noise / bandwidth), bins.Sum(b => b.Hz * b.Weight) / total, bandwidth);

        double EdgeHz(double share)
        {
            var sum = 0.0;
            foreach (var (hz, weight) in bins)
            {
                if (sum + weight >= share * total)
                {
                    return hz - (binHz / 2) + (binHz * ((share * total) - sum) / weight);
                }

                sum += weight;
            }

            return double.NaN;
        }
    }
}
