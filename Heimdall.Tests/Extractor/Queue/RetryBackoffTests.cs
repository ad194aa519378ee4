using Heimdall.Extractor.Queue;

namespace Heimdall.Tests.Extractor.Queue;

public sealed class RetryBackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(4, 16)]
    [InlineData(8, 256)]
    [InlineData(9, 300)]
    [InlineData(1000, 300)]
    public void The_longest_wait_doubles_up_to_the_cap(int attempt, double seconds) =>
        Assert.Equal(seconds, RetryBackoff.Ceiling(attempt, First, Longest).TotalSeconds);

    [Fact]
    public void The_wait_is_anything_from_nothing_to_the_longest()
    {
        var random = new Random(1);
        var waits = Enumerable.Range(0, 2000).Select(_ => RetryBackoff.Delay(3, First, Longest, random).TotalSeconds).ToList();
        Assert.All(waits, wait => Assert.InRange(wait, 0, 8));
        Assert.InRange(waits.Min(), 0, 0.2);
        Assert.InRange(waits.Max(), 7.8, 8);
        Assert.InRange(waits.Average(), 3.7, 4.3);
    }
}
