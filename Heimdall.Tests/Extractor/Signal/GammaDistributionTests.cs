using Heimdall.Extractor.Signal;
using MathNet.Numerics;

namespace Heimdall.Tests.Extractor.Signal;

public sealed class GammaDistributionTests
{
    /// <summary>Values of scipy.special.gammaincinv 1.10.</summary>
    [Theory]
    [InlineData(1, 0.25, 0.2876820724517809)]
    [InlineData(1, 0.5, 0.6931471805599455)]
    [InlineData(0.5, 0.3, 0.07423593091627269)]
    [InlineData(2.5, 1e-06, 0.0064480801032485435)]
    [InlineData(14.2, 0.25, 11.510365707703123)]
    [InlineData(29.6, 0.25, 25.771778181412287)]
    [InlineData(29.6, 0.99996875, 56.53998795595273)]
    [InlineData(36.95, 0.9999975609756098, 71.60379780558054)]
    [InlineData(54.2, 0.999999694842844, 99.17546331261035)]
    [InlineData(185.3, 0.5, 184.96677347736772)]
    [InlineData(1000, 0.25, 978.4929664946928)]
    [InlineData(18500.25, 0.25, 18408.328070200147)]
    [InlineData(18500.25, 0.999999694842844, 19186.66353020354)]
    public void The_inverse_has_known_values(double shape, double probability, double expected) =>
        Assert.Equal(1, GammaDistribution.Quantile(shape, probability) / expected, 1e-9);

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(15.9)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(250)]
    [InlineData(20000)]
    public void Equals_an_independent_implementation(double shape)
    {
        foreach (var factor in new[] { 0.1, 0.5, 0.9, 0.999, 1, 1.001, 1.05, 1.5, 3 })
        {
            var x = shape * factor;
            Assert.Equal(SpecialFunctions.GammaLowerRegularized(shape, x), GammaDistribution.Cumulative(shape, x), 1e-9);
        }
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(1)]
    [InlineData(29.6)]
    [InlineData(5000)]
    [InlineData(1e6)]
    public void The_inverse_undoes_the_distribution(double shape)
    {
        foreach (var probability in new[] { 1e-9, 1e-6, 0.01, 0.25, 0.5, 0.9, 0.999, 1 - 1e-9 })
        {
            Assert.Equal(1, GammaDistribution.Cumulative(shape, GammaDistribution.Quantile(shape, probability)) / probability, 1e-9);
        }
    }

    [Fact]
    public void Shape_1_is_the_exponential_distribution()
    {
        foreach (var x in new[] { 0, 0.01, 0.5, 1, 1.9, 2.1, 10, 30 })
        {
            Assert.Equal(1 - Math.Exp(-x), GammaDistribution.Cumulative(1, x), 1e-14);
        }
    }

    [Fact]
    public void Values_without_meaning_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaDistribution.Quantile(0, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaDistribution.Quantile(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaDistribution.Quantile(1, -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaDistribution.Cumulative(1, -1));
    }

    [Fact]
    public void What_is_remembered_is_what_was_computed()
    {
        var quantiles = new GammaQuantiles();
        foreach (var shape in Enumerable.Range(1, 5000))
        {
            _ = quantiles.Of(shape, 0.25);
        }

        Assert.Equal(GammaDistribution.Quantile(29.6, 0.25), quantiles.Of(29.6, 0.25));
        Assert.Equal(GammaDistribution.Quantile(29.6, 0.25), quantiles.Of(29.6, 0.25));
        Assert.NotEqual(quantiles.Of(29.6, 0.25), quantiles.Of(29.6, 0.5));
    }
}
