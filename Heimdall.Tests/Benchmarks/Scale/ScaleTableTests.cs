using Heimdall.Benchmarks;
using Heimdall.Benchmarks.Scale;

namespace Heimdall.Tests.Benchmarks.Scale;

public sealed class ScaleTableTests
{
    [Theory]
    [InlineData(4, 8, false)]
    [InlineData(4, 9, true)]
    [InlineData(4, 11, true)]
    [InlineData(0.1, 0.9, false)]
    [InlineData(0.1, 2.5, true)]
    public void What_takes_more_than_twice_its_time_or_its_target_is_said(double smallMs, double largeMs, bool isMissed)
    {
        var table = new ScaleTable("machine", [Column(1000, smallMs), Column(100_000, largeMs)]);
        Assert.Equal(isMissed, table.Missed.Count > 0);
        Assert.Contains(isMissed ? "claim: " : "Nothing misses its target.", table.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rank_is_one_of_the_times_measured()
    {
        Assert.Equal(new Latencies(4, 2, 4, 4, 4), Latencies.Of([4, 1, 3, 2]));
        Assert.Equal(new Latencies(0, 0, 0, 0, 0), Latencies.Of([]));
    }

    private static ScaleColumn Column(int sessions, double medianMs) =>
        new(sessions, [new ScaleFigure("claim", 10, Latencies.Of([medianMs]))]);
}
