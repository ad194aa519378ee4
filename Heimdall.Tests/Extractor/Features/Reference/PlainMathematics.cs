using MathNet.Numerics;

namespace Heimdall.Tests.Extractor.Features.Reference;

/// <summary>Powers to decibels, as the definition says.</summary>
internal static class Decibel
{
    public static double FromPower(double ratio) => ratio > 0 ? 10 * Math.Log10(ratio) : double.NaN;
}

/// <summary>The value below which a share of the values lies, linear between the sorted ones.</summary>
internal static class Quantile
{
    public static double Of(double[] values, double probability)
    {
        double[] sorted = [.. values.Order()];
        var whole = Math.Floor(probability * (sorted.Length - 1));
        var part = (probability * (sorted.Length - 1)) - whole;
        var next = Math.Min((int)whole + 1, sorted.Length - 1);
        return ((1 - part) * sorted[(int)whole]) + (part * sorted[next]);
    }
}

/// <summary>The periodic Hann window as a squared sine.</summary>
internal static class HannWindow
{
    public static double[] Periodic(int length) =>
        [.. Enumerable.Range(0, length).Select(n => Math.Sin(Math.PI * n / length) * Math.Sin(Math.PI * n / length))];
}

/// <summary>The inverse of the regularised lower incomplete gamma function, as MathNet computes it.</summary>
internal sealed class GammaQuantiles
{
    private readonly Dictionary<(double Shape, double Probability), double> _known = [];

    public double Of(double shape, double probability)
    {
        if (!_known.TryGetValue((shape, probability), out var value))
        {
            value = SpecialFunctions.GammaLowerRegularizedInv(shape, probability);
            _known.Add((shape, probability), value);
        }

        return value;
    }
}

/// <summary>The vertex of the parabola through three logarithms, solved as a quadratic.</summary>
internal static class LogParabola
{
    public static double VertexOffsetBins(ReadOnlySpan<double> power, int bin)
    {
        if (bin < 1 || bin > power.Length - 2)
        {
            return 0;
        }

        var (below, here, above) = (power[bin - 1], power[bin], power[bin + 1]);
        if (below <= 0 || here <= 0 || above <= 0)
        {
            return 0;
        }

        // y = p·t² + q·t + ln here through t = −1, 0, 1; its vertex is at −q/2p.
        var p = ((Math.Log(below) + Math.Log(above)) / 2) - Math.Log(here);
        var q = (Math.Log(above) - Math.Log(below)) / 2;
        return p >= 0 ? 0 : Math.Min(0.5, Math.Max(-0.5, -q / (2 * p)));
    }
}

/// <summary>All values kept, and every moment taken about their mean in a pass of its own.</summary>
internal sealed class RunningMoments
{
    private readonly List<double> _values = [];
    private double _mean;
    private bool _isMeanKnown;

    public long Count => _values.Count;

    public double Mean
    {
        get
        {
            if (!_isMeanKnown && _values.Count > 0)
            {
                // What the first sum has lost by rounding, a second one of the differences finds.
                var first = _values.Sum() / _values.Count;
                _mean = first + (_values.Sum(value => value - first) / _values.Count);
                _isMeanKnown = true;
            }

            return _mean;
        }
    }

    public double Variance => _values.Count == 0 ? 0 : Central(2);

    public double StandardDeviation => Math.Sqrt(Variance);

    public double Skewness => Central(3) / Math.Pow(Variance, 1.5);

    public double ExcessKurtosis => (Central(4) / (Variance * Variance)) - 3;

    public void Add(ReadOnlySpan<double> block)
    {
        _values.AddRange(block);
        _isMeanKnown = false;
    }

    private double Central(int power)
    {
        var (mean, sum) = (Mean, 0.0);
        foreach (var value in _values)
        {
            var difference = value - mean;
            var square = difference * difference;
            sum += power == 2 ? square : power == 3 ? square * difference : square * square;
        }

        return sum / _values.Count;
    }
}
