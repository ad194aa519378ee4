using Heimdall.Extractor.Signal;

namespace Heimdall.Tests.Extractor.Signal;

public sealed class SmallMathematicsTests
{
    [Fact]
    public void The_window_is_periodic_and_half_overlapped_windows_sum_to_one()
    {
        var window = HannWindow.Periodic(64);
        Assert.Equal(0, window[0]);
        Assert.Equal(1, window[32], 1e-15);
        Assert.All(Enumerable.Range(0, 32), n => Assert.Equal(1, window[n] + window[n + 32], 1e-15));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1.75)]
    [InlineData(0.5, 2.5)]
    [InlineData(1, 4)]
    public void Quantiles_are_linear_between_order_statistics(double probability, double expected) =>
        Assert.Equal(expected, Quantile.OfUnsorted(new double[] { 4, 1, 3, 2 }, probability), 1e-15);

    [Fact]
    public void The_quantile_of_one_value_is_that_value_and_of_none_is_refused()
    {
        Assert.Equal(7, Quantile.OfUnsorted(new double[] { 7 }, 0.25));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantile.OfUnsorted([], 0.5));
    }

    [Theory]
    [InlineData(-0.4)]
    [InlineData(0)]
    [InlineData(0.3)]
    public void The_vertex_of_a_parabola_in_the_logarithm_is_found_exactly(double offset)
    {
        var power = Enumerable.Range(0, 5).Select(bin => Math.Exp(-Math.Pow(bin - 2 - offset, 2))).ToArray();
        Assert.Equal(offset, LogParabola.VertexOffsetBins(power, 2), 1e-12);
    }

    [Theory]
    [InlineData(new double[] { 3, 2, 1 }, 0)]
    [InlineData(new double[] { 1, 2, 3 }, 2)]
    [InlineData(new double[] { 0, 2, 1 }, 1)]
    [InlineData(new double[] { 1, 1, 1 }, 1)]
    [InlineData(new double[] { 3, 1, 3 }, 1)]
    public void Where_there_is_no_vertex_the_bin_itself_is_taken(double[] power, int bin) =>
        Assert.Equal(0, LogParabola.VertexOffsetBins(power, bin));

    [Fact]
    public void The_vertex_stays_within_half_a_bin() => Assert.Equal(0.5, LogParabola.VertexOffsetBins([0.001, 1, 1.5], 1), 1e-12);

    [Fact]
    public void Nothing_has_no_decibels()
    {
        Assert.Equal(double.NaN, Decibel.FromPower(0));
        Assert.Equal(3.0103, Decibel.FromPower(2), 1e-4);
    }

    [Fact]
    public void White_noise_resembles_itself_at_no_lag_and_a_line_at_all()
    {
        var correlogram = new Correlogram(256);
        var profile = new double[correlogram.Lags];
        Assert.Equal(65, correlogram.Lags);

        correlogram.Profile(Enumerable.Repeat(1e-9, 256).ToArray(), profile);
        Assert.Equal(1, profile[0], 1e-12);
        Assert.All(profile.Skip(1), value => Assert.Equal(0, value, 1e-12));

        var density = new double[256];
        var iq = Enumerable.Range(0, 4096).SelectMany(n => new[] { MathF.Cos(0.3f * n), MathF.Sin(0.3f * n) }).ToArray();
        _ = new WelchPeriodogram(256).EstimateTwoSided(iq, 1e6, density);
        correlogram.Profile(density, profile);

        // The transform is circular: at lag L/4 the window's tail at 3L/4 adds 0.2 % of amplitude.
        Assert.All(profile, value => Assert.InRange(value, 0.9999, 1.005));
    }
}
