namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>Quantiles of a few thousand values, linear between order statistics (Hyndman and Fan's type 7).</summary>
internal static class Quantile
{
    /// <summary>The value below which a share of the values lies.</summary>
    /// <param name="values">The values, at least one; sorted in place.</param>
    /// <param name="probability">0…1: 0 is the smallest value, ½ the median, 1 the largest.</param>
    public static double OfUnsorted(Span<double> values, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Length);
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        values.Sort();
        var position = probability * (values.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, values.Length - 1);
        return values[below] + ((position - below) * (values[above] - values[below]));
    }
}
