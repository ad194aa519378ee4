namespace Heimdall.Extractor.Signal;

/// <summary>Where between its bins a spectrum has its maximum: the vertex of the parabola through the logarithms of three bins.</summary>
internal static class LogParabola
{
    /// <summary>How far from the bin the maximum lies.</summary>
    /// <param name="power">Linear power per bin.</param>
    /// <param name="bin">The bin of the maximum.</param>
    /// <returns>
    /// δ = (a−c) / (2(a−2b+c)), a, b, c = ln power at bin−1, bin, bin+1, within −½…½ bins; 0 where a neighbour is missing, one of
    /// the three is 0 or the parabola does not open downwards.
    /// </returns>
    public static double VertexOffsetBins(ReadOnlySpan<double> power, int bin)
    {
        if (bin <= 0 || bin >= power.Length - 1 || power[bin - 1] <= 0 || power[bin] <= 0 || power[bin + 1] <= 0)
        {
            return 0;
        }

        var (a, b, c) = (Math.Log(power[bin - 1]), Math.Log(power[bin]), Math.Log(power[bin + 1]));
        var curvature = a - (2 * b) + c;
        return curvature >= 0 ? 0 : Math.Clamp(0.5 * (a - c) / curvature, -0.5, 0.5);
    }
}
