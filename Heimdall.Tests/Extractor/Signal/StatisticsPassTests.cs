using Heimdall.Extractor.Signal;
using Heimdall.Tests.Extractor.Features;

namespace Heimdall.Tests.Extractor.Signal;

/// <summary>The statistics of every width against the definitions in float64.</summary>
public sealed class StatisticsPassTests
{
    [Theory]
    [MemberData(nameof(EveryWidth.Lanes), MemberType = typeof(EveryWidth))]
    public void Every_number_of_samples_gives_the_statistics_of_float64(int lanes)
    {
        var pass = EveryWidth.Statistics(lanes);
        foreach (var samples in new[] { 2, 3, 15, 16, 17, 33, 1023, 1024, 1025, 1040, 2048, 4099, 40_000 })
        {
            AssertIsExact(pass.Measure(SyntheticSignal.Noise(samples, 0.1, seed: samples), new FloatSamples()), SyntheticSignal.Noise(samples, 0.1, seed: samples));
        }
    }

    [Theory]
    [MemberData(nameof(EveryWidth.Lanes), MemberType = typeof(EveryWidth))]
    public void Zeros_of_either_sign_rails_and_steps_that_do_not_exist_are_counted(int lanes)
    {
        var iq = SyntheticSignal.Noise(3000, 1, seed: 4).Select(v => Math.Clamp(v, -0.5f, 0.5f)).ToArray();
        foreach (var sample in new[] { 0, 1, 2, 17, 1023, 1024, 1500, 2999 })
        {
            (iq[2 * sample], iq[(2 * sample) + 1]) = (-0f, 0f);
        }

        iq.AsSpan(2 * 2000, 2 * 500).Clear();
        AssertIsExact(EveryWidth.Statistics(lanes).Measure(iq, new FloatSamples()), iq);
    }

    [Theory]
    [MemberData(nameof(EveryWidth.Lanes), MemberType = typeof(EveryWidth))]
    public void The_scale_leaves_nothing_outside_float32(int lanes)
    {
        foreach (var scale in new[] { 1e-15, 1e-7, 1, 1e8 })
        {
            var iq = SyntheticSignal.Noise(2500, 0.1, seed: 5).Times(scale);
            AssertIsExact(EveryWidth.Statistics(lanes).Measure(iq, new FloatSamples()), iq);
        }
    }

    [Theory]
    [MemberData(nameof(EveryWidth.Lanes), MemberType = typeof(EveryWidth))]
    public void Silence_has_no_power_and_no_scale(int lanes)
    {
        var statistics = EveryWidth.Statistics(lanes).Measure(new float[5000], new FloatSamples());
        Assert.Equal((0f, 0.0), (statistics.Scale, statistics.PeakPower));
    }

    [Theory]
    [MemberData(nameof(EveryWidth.Lanes), MemberType = typeof(EveryWidth))]
    public void Steps_of_half_a_turn_are_positive_whichever_way_they_round(int lanes)
    {
        var random = new Random(6);
        var iq = SyntheticSignal.Of(5000, n =>
        {
            var (sin, cos) = Math.SinCos((Math.PI * n) + (1e-7 * random.NextDouble()));
            return (cos * (1 + (0.1 * random.NextDouble())), sin);
        });
        var statistics = EveryWidth.Statistics(lanes).Measure(iq, new FloatSamples());
        Assert.Equal(ExactStatistics.PhaseSteps(iq).Steps.Mean, statistics.PhaseSteps.Mean, 1e-6);
        Assert.Equal(Math.PI, statistics.PhaseSteps.Mean, 1e-5);
    }

    private static void AssertIsExact(ChunkStatistics actual, float[] iq)
    {
        var samples = Enumerable.Range(0, iq.Length / 2).Select(n => (I: (double)iq[2 * n], Q: (double)iq[(2 * n) + 1])).ToArray();
        var powers = samples.Select(x => (x.I * x.I) + (x.Q * x.Q)).ToArray();
        var magnitude = ExactStatistics.Magnitude(iq);
        var (steps, lag1Radians) = ExactStatistics.PhaseSteps(iq);
        Assert.Equal(1, actual.MeanPower / powers.Average(), 1e-6);
        Assert.Equal(1, actual.PeakPower / powers.Max(), 1e-6);
        Assert.Equal(1, actual.Magnitude.MeanFourthPower / powers.Average(p => p * p), 1e-6);
        Assert.Equal(1, actual.DcPower / (Math.Pow(samples.Average(x => x.I), 2) + Math.Pow(samples.Average(x => x.Q), 2)), 1e-4);
        Assert.Equal((double)powers.Count(p => p == 0) / samples.Length, actual.ZeroFraction);
        Assert.Equal((double)AtRails(samples) / samples.Length, actual.RailFraction);
        Assert.Equal(Crossings(samples, x => x.I) + Crossings(samples, x => x.Q), actual.ZeroCrossings);
        AssertIsNear(magnitude, actual.Magnitude, Math.Sqrt(powers.Average()));
        AssertIsNear(steps, actual.PhaseSteps, 1);
        Assert.Equal(lag1Radians, actual.Lag1Radians, 1e-5);
    }

    private static void AssertIsNear(RunningMoments wanted, RunningMoments actual, double unit)
    {
        Assert.Equal(wanted.Count, actual.Count);
        Assert.Equal(wanted.Mean / unit, actual.Mean / unit, 1e-6);
        Assert.Equal(wanted.StandardDeviation / unit, actual.StandardDeviation / unit, 1e-6);
        if (wanted.Count > 2)
        {
            Assert.Equal(wanted.Skewness, actual.Skewness, 1e-4);
            Assert.Equal(wanted.ExcessKurtosis, actual.ExcessKurtosis, 1e-4);
        }
    }

    private static int AtRails((double I, double Q)[] all)
    {
        var (leastI, mostI, leastQ, mostQ) = (all.Min(x => x.I), all.Max(x => x.I), all.Min(x => x.Q), all.Max(x => x.Q));
        return all.Count(x => x.I == leastI || x.I == mostI || x.Q == leastQ || x.Q == mostQ);
    }

    private static int Crossings((double I, double Q)[] samples, Func<(double I, double Q), double> component) =>
        samples.Zip(samples.Skip(1)).Count(pair => component(pair.First) >= 0 != component(pair.Second) >= 0);
}
