using Heimdall.Extractor.Signal;
using MathNet.Numerics.Statistics;

namespace Heimdall.Tests.Extractor.Signal;

public sealed class RunningMomentsTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1e6, 1)]
    [InlineData(-3, 1e-6)]
    public void Blocks_of_any_length_give_the_moments_of_the_whole(double offset, double spread)
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 10_000).Select(_ => offset + (spread * random.NextDouble() * random.NextDouble())).ToArray();
        var moments = new RunningMoments();
        for (var start = 0; start < values.Length;)
        {
            var length = Math.Min(random.Next(0, 700), values.Length - start);
            moments.Add(values.AsSpan(start, length));
            start += length;
        }

        var mean = values.Average();
        var (m2, m3, m4) = (Central(values, mean, 2), Central(values, mean, 3), Central(values, mean, 4));
        Assert.Equal(values.Length, moments.Count);
        Assert.Equal(mean, moments.Mean, 1e-12 * Math.Max(1, Math.Abs(offset)));
        Assert.Equal(values.PopulationStandardDeviation(), moments.StandardDeviation, 1e-9 * spread);
        Assert.Equal(m3 / Math.Pow(m2, 1.5), moments.Skewness, 1e-6);
        Assert.Equal((m4 / (m2 * m2)) - 3, moments.ExcessKurtosis, 1e-6);
    }

    [Fact]
    public void A_constant_has_no_variance()
    {
        var moments = new RunningMoments();
        for (var block = 0; block < 50; block++)
        {
            moments.Add(Enumerable.Repeat(0.1, 1000).ToArray());
        }

        Assert.Equal(0.1, moments.Mean, 1e-13);
        Assert.InRange(moments.Variance, 0, 1e-26);
    }

    [Fact]
    public void Nothing_added_is_nothing()
    {
        var moments = new RunningMoments();
        moments.Add([]);
        Assert.Equal(0, moments.Count);
        Assert.Equal(0, moments.Variance);
    }

    private static double Central(double[] values, double mean, int order) => values.Average(value => Math.Pow(value - mean, order));
}
