using Heimdall.Ledger.Features;

namespace Heimdall.Tests.Ledger.Features;

public sealed class FeatureAggregationTests
{
    [Fact]
    public void Aggregates_are_those_of_the_textbook()
    {
        var random = new Random(11);
        var values = Enumerable.Range(0, 1000).Select(_ => 1e6 + random.NextDouble()).ToArray();
        var aggregation = new FeatureAggregation(1);
        foreach (var value in values)
        {
            aggregation.Add([value]);
        }

        var mean = values.Average();
        var expected = new FeatureAggregate(mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / values.Length), values.Min(), values.Max(), 1000);
        Assert.Equal(expected.Mean, aggregation[0]!.Mean, 1e-6);
        Assert.Equal(expected.Std, aggregation[0]!.Std, 1e-9);
        Assert.Equal((expected.Min, expected.Max, expected.Count), (aggregation[0]!.Min, aggregation[0]!.Max, aggregation[0]!.Count));
    }

    [Fact]
    public void A_feature_counts_only_where_it_exists_and_is_null_without_any_chunk()
    {
        var aggregation = new FeatureAggregation(2);
        aggregation.Add([double.NaN, double.NaN]);
        aggregation.Add([3, double.NaN]);
        aggregation.Add([5, double.NaN]);

        var named = aggregation.ByName(["a", "b"]);
        Assert.Equal(new FeatureAggregate(4, 1, 3, 5, 2), named["a"]);
        Assert.Null(named["b"]);
    }

    [Fact]
    public void One_value_has_no_spread()
    {
        var aggregation = new FeatureAggregation(1);
        aggregation.Add([-17.25]);
        Assert.Equal(new FeatureAggregate(-17.25, 0, -17.25, -17.25, 1), aggregation[0]);
    }
}
