namespace Heimdall.Extractor.Signal;

/// <summary>
/// The regularised lower incomplete gamma function P(a, x) and its inverse in x. P(a, ·) is the distribution of a sum of a
/// exponential variables of mean 1, which is what a noise bin averaged a times is.
/// </summary>
internal static class GammaDistribution
{
    private const double RelativeAccuracy = 1e-15;
    private const double StepAccuracy = 1e-13;
    private const int MostTerms = 1_000_000;
    private const int MostHalleySteps = 16;
    private const int MostSteps = 1200;

    /// <summary>P(a, x): by its power series below a + 1, by Lentz's continued fraction of 1 − P above.</summary>
    /// <param name="a">Shape, &gt; 0.</param>
    /// <param name="x">0 or more.</param>
    /// <returns>0…1.</returns>
    public static double Cumulative(double a, double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(a);
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        return x == 0 ? 0 : x < a + 1 ? LowerSeries(a, x) : 1 - UpperFraction(a, x);
    }

    /// <summary>P⁻¹(a, p): the x below which a share p of the distribution lies, by Halley's method within a shrinking bracket,
    /// halving it where the method does not settle.</summary>
    /// <param name="a">Shape, &gt; 0.</param>
    /// <param name="probability">p, 0 ≤ p &lt; 1.</param>
    public static double Quantile(double a, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(a);
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(probability, 1);
        if (probability == 0)
        {
            return 0;
        }

        // Above the median the small share that lies beyond is compared: it keeps the digits that p loses near 1.
        var upper = 1 - probability;
        var (low, high) = (0.0, double.PositiveInfinity);
        var x = FirstGuess(a, probability);
        for (var step = 0; step < MostSteps; step++)
        {
            var error = probability < 0.5 || x < a + 1 ? Cumulative(a, x) - probability : upper - UpperFraction(a, x);
            (low, high) = error > 0 ? (low, x) : (x, high);
            var next = step < MostHalleySteps ? Halley(a, x, error) : double.NaN;
            if (!(next > low && next < high))
            {
                next = double.IsPositiveInfinity(high) ? 2 * x : 0.5 * (low + high);
            }

            if (Math.Abs(next - x) <= StepAccuracy * next)
            {
                return next;
            }

            x = next;
        }

        return x;
    }

    /// <summary>Wilson and Hilferty's cube of a normal variable, or the power law near 0 where that fails.</summary>
    private static double FirstGuess(double a, double probability)
    {
        var tail = Math.Sqrt(-2 * Math.Log(Math.Min(probability, 1 - probability)));
        var normal = ((2.30753 + (tail * 0.27061)) / (1 + (tail * (0.99229 + (tail * 0.04481))))) - tail;
        var deviate = probability < 0.5 ? normal : -normal;
        var root = 1 - (1 / (9 * a)) + (deviate / (3 * Math.Sqrt(a)));
        return root > 0.2 ? a * root * root * root : Math.Exp((Math.Log(probability) + Math.Log(a) + LogGamma(Math.Min(a, 15))) / a);
    }

    private static double Halley(double a, double x, double error)
    {
        var density = Kernel(a, x) / x;
        if (density <= 0)
        {
            return double.NaN;
        }

        var newton = error / density;
        return x - (newton / (1 - (0.5 * Math.Min(1, newton * (((a - 1) / x) - 1)))));
    }

    private static double LowerSeries(double a, double x)
    {
        var term = 1 / a;
        var sum = term;
        for (var n = 1; n < MostTerms && term > sum * RelativeAccuracy * 0.1; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return Math.Min(1, sum * Kernel(a, x));
    }

    private static double UpperFraction(double a, double x)
    {
        const double Tiny = 1e-300;
        var b = x + 1 - a;
        var c = 1 / Tiny;
        var d = 1 / b;
        var fraction = d;
        for (var n = 1; n < MostTerms; n++)
        {
            var numerator = -n * (n - a);
            b += 2;
            d = NonZero((numerator * d) + b);
            c = NonZero(b + (numerator / c));
            d = 1 / d;
            fraction *= d * c;
            if (Math.Abs((d * c) - 1) <= RelativeAccuracy)
            {
                break;
            }
        }

        return Math.Clamp(fraction * Kernel(a, x), 0, 1);

        static double NonZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }

    /// <summary>x^a·e^−x / Γ(a), written around x = a so that large shapes keep their digits.</summary>
    private static double Kernel(double a, double x)
    {
        if (a < 16)
        {
            return Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
        }

        var relative = (x - a) / a;
        var exponent = a * (LogOnePlus(relative) - relative);
        return Math.Exp(exponent - StirlingRemainder(a)) * Math.Sqrt(a / (2 * Math.PI));
    }

    private static double LogOnePlus(double x)
    {
        if (Math.Abs(x) > 0.5)
        {
            return Math.Log(1 + x);
        }

        // Kahan: the rounding of 1 + x is taken off again.
        var rounded = 1 + x;
        return rounded == 1 ? x : Math.Log(rounded) * x / (rounded - 1);
    }

    /// <summary>ln Γ(a) of a &lt; 16, by raising a to where Stirling's series holds.</summary>
    private static double LogGamma(double a)
    {
        var product = 1.0;
        for (; a < 16; a++)
        {
            product *= a;
        }

        return ((a - 0.5) * Math.Log(a)) - a + (0.5 * Math.Log(2 * Math.PI)) + StirlingRemainder(a) - Math.Log(product);
    }

    /// <summary>ln Γ(a) − ((a−½)·ln a − a + ½·ln 2π), of a ≥ 16.</summary>
    private static double StirlingRemainder(double a)
    {
        var inverseSquare = 1 / (a * a);
        return ((1.0 / 12) - (((1.0 / 360) - (((1.0 / 1260) - (inverseSquare / 1680)) * inverseSquare)) * inverseSquare)) / a;
    }
}
