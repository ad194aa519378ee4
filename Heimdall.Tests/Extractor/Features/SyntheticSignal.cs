namespace Heimdall.Tests.Extractor.Features;

/// <summary>Signals whose truth is known, as interleaved I and Q.</summary>
internal static class SyntheticSignal
{
    public static float[] Of(int samples, Func<int, (double I, double Q)> sample)
    {
        var iq = new float[2 * samples];
        for (var n = 0; n < samples; n++)
        {
            var (i, q) = sample(n);
            (iq[2 * n], iq[(2 * n) + 1]) = ((float)i, (float)q);
        }

        return iq;
    }

    /// <param name="cycles">Phase in cycles at a sample.</param>
    /// <summary>A constant envelope with any phase.</summary>
    public static float[] Modulated(int samples, double amplitude, Func<int, double> cycles) => Of(samples, n =>
    {
        var (sin, cos) = Math.SinCos(2 * Math.PI * cycles(n));
        return (amplitude * cos, amplitude * sin);
    });

    public static float[] Tone(int samples, double amplitude, double cyclesPerSample) =>
        Modulated(samples, amplitude, n => cyclesPerSample * n);

    /// <summary>White complex Gaussian noise of a mean power.</summary>
    public static float[] Noise(int samples, double power, int seed)
    {
        var iq = new float[2 * samples];
        FillNoise(iq, power, new Random(seed));
        return iq;
    }

    public static void FillNoise(float[] iq, double power, Random random)
    {
        for (var n = 0; n < iq.Length; n += 2)
        {
            // Box and Muller: a Rayleigh amplitude and an even phase.
            var amplitude = Math.Sqrt(-power * Math.Log(1 - random.NextDouble()));
            var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
            (iq[n], iq[n + 1]) = ((float)(amplitude * cos), (float)(amplitude * sin));
        }
    }

    public static float[] Plus(this float[] iq, float[] other) => [.. iq.Zip(other, (a, b) => a + b)];

    public static float[] Times(this float[] iq, double factor) => [.. iq.Select(v => (float)(v * factor))];

    public static float[] Shifted(this float[] iq, double cyclesPerSample) => Of(iq.Length / 2, n =>
    {
        var (sin, cos) = Math.SinCos(2 * Math.PI * cyclesPerSample * n);
        return ((iq[2 * n] * cos) - (iq[(2 * n) + 1] * sin), (iq[2 * n] * sin) + (iq[(2 * n) + 1] * cos));
    });

    /// <summary>The value of a feature that must exist.</summary>
    public static double Require(this double? value) => value ?? throw new Xunit.Sdk.XunitException("The feature does not exist.");
}
