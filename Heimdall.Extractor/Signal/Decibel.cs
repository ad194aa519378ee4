namespace Heimdall.Extractor.Signal;

internal static class Decibel
{
    /// <summary>10·log₁₀ of a ratio of powers; NaN, "does not exist", where there is nothing to take the logarithm of.</summary>
    public static double FromPower(double ratio) => ratio > 0 ? 10 * Math.Log10(ratio) : double.NaN;
}
