using Heimdall.Extractor;
using Heimdall.Extractor.Queue;

namespace Heimdall.Tests.Extractor.Queue;

public sealed class RetryBackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 10)]
    [InlineData(4, 250)]
    [InlineData(5, 300)]
    [InlineData(1000, 300)]
    public void A_job_waits_five_times_as_long_after_every_attempt_up_to_the_cap(int attempt, double seconds) =>
        AssertHalfToWhole(seconds, random => RetryBackoff.OfJob(attempt, First, Longest, random));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(8, 256)]
    [InlineData(9, 300)]
    [InlineData(1000, 300)]
    public void A_loop_waits_twice_as_long_after_every_failure_up_to_the_cap(int failures, double seconds) =>
        AssertHalfToWhole(seconds, random => RetryBackoff.OfLoop(failures, First, Longest, random));

    [Fact]
    public void By_default_five_attempts_outlast_an_outage_of_two_and_a_half_minutes()
    {
        var options = new ExtractionOptions();
        var random = new Random(3);
        var shortest = Enumerable.Range(0, 2000).Min(_ =>
            Enumerable.Range(1, 4).Sum(attempt => RetryBackoff.OfJob(attempt, options.RetryDelay, options.MaxRetryDelay, random).TotalSeconds));
        Assert.InRange(shortest, 150, 170);
    }

    private static void AssertHalfToWhole(double seconds, Func<Random, TimeSpan> wait)
    {
        var random = new Random(1);
        var waits = Enumerable.Range(0, 2000).Select(_ => wait(random).TotalSeconds).ToList();
        Assert.All(waits, one => Assert.InRange(one, seconds / 2, seconds));
        Assert.InRange(waits.Min(), seconds / 2, seconds * 0.51);
        Assert.InRange(waits.Max(), seconds * 0.99, seconds);
        Assert.InRange(waits.Average(), seconds * 0.73, seconds * 0.77);
    }
}
