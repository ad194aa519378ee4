using Heimdall.Ledger.Backfills;

namespace Heimdall.Tests.Ledger.Backfills;

public sealed class ExtractionSpeedTests
{
    [Fact]
    public void Jobs_that_take_exactly_their_bytes_leave_no_doubt()
    {
        var estimate = Of([(2, 200), (4, 400), (6, 600)], slots: 2).Estimate(sessions: 10, bytes: 10_000);
        Assert.Equal(50, estimate.Seconds ?? 0, 9);
        Assert.Equal(50, estimate.LowSeconds ?? 0, 4);
        Assert.Equal(50, estimate.HighSeconds ?? 0, 4);
        Assert.Null(estimate.Reason);
    }

    [Fact]
    public void Jobs_that_scatter_widen_the_interval_by_the_ratios_error_and_their_own()
    {
        // Durations 1, 2, 3 for 100 bytes each: the ratio is 0.02, the variance around it 1.
        var estimate = Of([(1, 100), (2, 100), (3, 100)], slots: 1).Estimate(sessions: 4, bytes: 400);
        var half = 1.96 * Math.Sqrt((4 * 4 / 3.0) + 4);
        Assert.Equal(8, estimate.Seconds ?? 0, 9);
        Assert.Equal(Math.Max(0, 8 - half), estimate.LowSeconds ?? 0, 9);
        Assert.Equal(8 + half, estimate.HighSeconds ?? 0, 9);
    }

    [Theory]
    [InlineData(2, 1, 100, "3 are needed")]
    [InlineData(3, 0, 100, "no worker is running that takes backfills")]
    [InlineData(3, 1, 0, "sizes")]
    public void Where_nothing_was_measured_there_is_a_reason(int jobs, long slots, double bytes, string reason)
    {
        var estimate = Of([.. Enumerable.Repeat((1.0, 100.0), jobs)], slots).Estimate(5, bytes);
        Assert.Null(estimate.Seconds);
        Assert.Contains(reason, estimate.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_do_takes_no_time() => Assert.Equal(0, Of([], slots: 0).Estimate(0, 0).Seconds);

    private static ExtractionSpeed Of(IReadOnlyList<(double Seconds, double Bytes)> jobs, long slots) => new(
        jobs.Count,
        jobs.Sum(job => job.Seconds),
        jobs.Sum(job => job.Bytes),
        jobs.Sum(job => job.Seconds * job.Seconds),
        jobs.Sum(job => job.Bytes * job.Bytes),
        jobs.Sum(job => job.Seconds * job.Bytes),
        slots);
}
