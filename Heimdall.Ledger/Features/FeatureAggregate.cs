namespace Heimdall.Ledger.Features;

/// <summary>A feature over several chunks: those in which it exists.</summary>
/// <param name="Std">Population standard deviation.</param>
/// <param name="Count">Chunks in which the feature exists, at least 1.</param>
public sealed record FeatureAggregate(double Mean, double Std, double Min, double Max, long Count);

/// <summary>Aggregates the values of every feature over chunks that come one after the other (Welford 1962: one pass, no cancellation).</summary>
/// <param name="features">How many features a chunk has.</param>
public sealed class FeatureAggregation(int features)
{
    private readonly Running[] _running = new Running[features];

    /// <summary>Takes in one chunk's values, in the order of the feature names. NaN: the feature does not exist in this chunk.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _running.Length);
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                _running[i].Add(values[i]);
            }
        }
    }

    /// <summary>The aggregate of the feature at <paramref name="index"/>, or null where no chunk has it.</summary>
    public FeatureAggregate? this[int index] => _running[index].Result;

    /// <summary>The aggregates by name. Every name is there; null where no chunk has the feature.</summary>
    public IReadOnlyDictionary<string, FeatureAggregate?> ByName(IReadOnlyList<string> names)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(names.Count, _running.Length);
        var result = new Dictionary<string, FeatureAggregate?>(names.Count, StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            result.Add(names[i], _running[i].Result);
        }

        return result;
    }

    private struct Running
    {
        private long _count;
        private double _mean;
        private double _squares;
        private double _min;
        private double _max;

        public readonly FeatureAggregate? Result =>
            _count == 0 ? null : new FeatureAggregate(_mean, Math.Sqrt(Math.Max(0, _squares / _count)), _min, _max, _count);

        public void Add(double value)
        {
            (_min, _max) = _count == 0 ? (value, value) : (Math.Min(_min, value), Math.Max(_max, value));
            _count++;
            var before = value - _mean;
            _mean += before / _count;
            _squares += before * (value - _mean);
        }
    }
}
