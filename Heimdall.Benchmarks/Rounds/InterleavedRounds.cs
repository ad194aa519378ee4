namespace Heimdall.Benchmarks.Rounds;

/// <summary>
/// Contestants that run in turn, each once a round and in the opposite order in every other one, so that what disturbs the machine
/// disturbs them alike. What counts is the median: of their rates, and of the ratios of each round.
/// </summary>
internal sealed class InterleavedRounds
{
    private readonly double[][] _rates;

    private InterleavedRounds(double[][] rates) => _rates = rates;

    /// <param name="rounds">1 or more; odd numbers have a median of their own.</param>
    /// <param name="contestants">Each runs once and says its rate.</param>
    /// <param name="cancellationToken">Ends it before the next one runs.</param>
    public static async Task<InterleavedRounds> RunAsync(
        int rounds, IReadOnlyList<Func<CancellationToken, Task<double>>> contestants, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        var rates = contestants.Select(_ => new double[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < contestants.Count; turn++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var who = round % 2 == 0 ? turn : contestants.Count - 1 - turn;
                rates[who][round] = await contestants[who](cancellationToken);
            }
        }

        return new InterleavedRounds(rates);
    }

    /// <summary>A contestant's median rate.</summary>
    public double Rate(int contestant) => Median(_rates[contestant]);

    /// <summary>The median over the rounds of how many times faster one was than another.</summary>
    public double Ratio(int contestant, int other) => Median(Ratios(contestant, other));

    /// <summary>The smallest and largest of those ratios.</summary>
    public (double Least, double Most) RatioRange(int contestant, int other) =>
        (Ratios(contestant, other).Min(), Ratios(contestant, other).Max());

    private IEnumerable<double> Ratios(int contestant, int other) => _rates[contestant].Zip(_rates[other], static (a, b) => a / b);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return 0.5 * (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]);
    }
}
