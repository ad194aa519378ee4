using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Signal;

/// <summary>
/// Mean and central moments to the fourth order of a stream of values, in constant memory. Each block is taken in two passes
/// (mean, then powers of the differences) and merged into the whole by Pébay's formulas (Sandia 2008), which lose nothing where
/// the mean is large and the spread is small.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct RunningMoments
{
    private double _m2;
    private double _m3;
    private double _m4;

    public long Count { get; private set; }

    public double Mean { get; private set; }

    /// <summary>Population variance. 0 of no values.</summary>
    public readonly double Variance => Count == 0 ? 0 : _m2 / Count;

    /// <summary>Population standard deviation.</summary>
    public readonly double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>Population skewness, m₃ / m₂^1.5. Not finite without a variance.</summary>
    public readonly double Skewness => _m3 / Count / (Variance * Math.Sqrt(Variance));

    /// <summary>Population excess kurtosis, m₄ / m₂² − 3. Not finite without a variance.</summary>
    public readonly double ExcessKurtosis => (_m4 / Count / (Variance * Variance)) - 3;

    /// <summary>The mean of the values' squares.</summary>
    public readonly double MeanSquare => (Mean * Mean) + Variance;

    /// <summary>The mean of the values' fourth powers. Of values close to each other it says more than a sum of such powers would.</summary>
    public readonly double MeanFourthPower
    {
        get
        {
            var square = Mean * Mean;
            return (square * square) + (6 * square * Variance) + (((4 * Mean * _m3) + _m4) / Math.Max(Count, 1));
        }
    }

    public void Add(ReadOnlySpan<double> block)
    {
        if (block.IsEmpty)
        {
            return;
        }

        var sum = 0.0;
        foreach (var value in block)
        {
            sum += value;
        }

        var mean = sum / block.Length;
        var (m2, m3, m4) = (0.0, 0.0, 0.0);
        foreach (var value in block)
        {
            var difference = value - mean;
            var square = difference * difference;
            m2 += square;
            m3 += square * difference;
            m4 += square * square;
        }

        AddBlock(block.Length, mean, m2, m3, m4);
    }

    /// <summary>The moments of the same values times a factor &gt; 0.</summary>
    public readonly RunningMoments Times(double factor)
    {
        var square = factor * factor;
        return this with { Mean = Mean * factor, _m2 = _m2 * square, _m3 = _m3 * square * factor, _m4 = _m4 * square * square };
    }

    /// <summary>Adds a block by its count, mean and sums of the powers of the differences from that mean.</summary>
    public void AddBlock(double n, double mean, double m2, double m3, double m4)
    {
        if (n == 0)
        {
            return;
        }

        double before = Count;
        var total = before + n;
        var delta = mean - Mean;
        var step = delta / total;
        var cross = delta * step * before * n;
        _m4 += m4
            + (cross * step * step * ((before * before) - (before * n) + (n * n)))
            + (6 * step * step * ((before * before * m2) + (n * n * _m2)))
            + (4 * step * ((before * m3) - (n * _m3)));
        _m3 += m3 + (cross * step * (before - n)) + (3 * step * ((before * m2) - (n * _m2)));
        _m2 += m2 + cross;
        Mean += n * step;
        Count += (long)n;
    }
}
