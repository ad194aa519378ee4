namespace Heimdall.Extractor.Signal;

/// <summary>The periodic Hann window, w[n] = ½ − ½·cos(2πn/L) (Harris 1978).</summary>
internal static class HannWindow
{
    /// <summary>The window over one period.</summary>
    /// <param name="length">L, in samples.</param>
    /// <returns>The window's weights, 0…1. Shape [L]; w[0] is 0.</returns>
    public static double[] Periodic(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var window = new double[length];
        for (var n = 0; n < length; n++)
        {
            window[n] = 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / length));
        }

        return window;
    }
}
