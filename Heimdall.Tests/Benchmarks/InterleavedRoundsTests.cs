using Heimdall.Benchmarks.Rounds;

namespace Heimdall.Tests.Benchmarks;

public sealed class InterleavedRoundsTests
{
    [Fact]
    public async Task Who_begins_changes_with_every_round()
    {
        var turns = new List<char>();
        await InterleavedRounds.RunAsync(3, [Contestant('a'), Contestant('b')], CancellationToken.None);
        Assert.Equal("abbaab", string.Concat(turns));

        Func<CancellationToken, Task<double>> Contestant(char name) => _ =>
        {
            turns.Add(name);
            return Task.FromResult(1.0);
        };
    }

    [Fact]
    public async Task The_ratio_is_the_median_of_each_rounds_ratio()
    {
        var (fast, slow) = (new Queue<double>([100, 10, 60]), new Queue<double>([50, 1, 20]));
        var outcome = await InterleavedRounds.RunAsync(
            3, [_ => Task.FromResult(fast.Dequeue()), _ => Task.FromResult(slow.Dequeue())], CancellationToken.None);

        Assert.Equal((60, 20, 3), (outcome.Rate(0), outcome.Rate(1), outcome.Ratio(0, 1)));
        Assert.Equal((2, 10), outcome.RatioRange(0, 1));
    }
}
