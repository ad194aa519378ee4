using Heimdall.Extractor.Signal;

namespace Heimdall.Tests.Extractor.Signal;

public sealed class QuantileTests
{
    [Fact]
    public void Any_quantile_of_any_values_is_the_one_of_the_sorted_values()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var values = Enumerable.Range(0, random.Next(1, 1000)).Select(_ => Value(random, round % 5)).ToArray();
            var probability = round % 7 == 0 ? 0 : round % 7 == 1 ? 1 : random.NextDouble();
            Assert.Equal(OfSorted(values, probability), Quantile.OfUnsorted([.. values], probability));
        }
    }

    private static double Value(Random random, int kind) => kind switch
    {
        0 => random.NextDouble(),
        1 => random.Next(3),
        2 => Math.Exp(100 * (random.NextDouble() - 0.5)),
        3 => 0.25,
        _ => random.Next(2) * double.Epsilon,
    };

    private static double OfSorted(double[] values, double probability)
    {
        var sorted = values.Order().ToArray();
        var position = probability * (sorted.Length - 1);
        var (lower, upper) = (sorted[(int)position], sorted[Math.Min((int)position + 1, sorted.Length - 1)]);
        return lower + ((position - (int)position) * (upper - lower));
    }
}
