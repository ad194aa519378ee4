namespace Heimdall.AppHost.Demonstration;

/// <summary>What a station hears, and what is therefore true of its recording.</summary>
/// <param name="SnrDb">Signal to noise in the signal's own 99 % bandwidth, dB; null where there is no signal.</param>
/// <param name="OffsetHz">The signal's centre, Hz from the tuned frequency.</param>
/// <param name="Datatype">SigMF datatype of the file.</param>
/// <param name="IsCorrupt">One sample is not a number.</param>
internal sealed record Scene(double? SnrDb, double OffsetHz, string Datatype, bool IsCorrupt = false);

/// <summary>
/// A narrow-band FM carrier whose frequency sweeps up and down in a triangle, in white noise.
/// </summary>
/// <remarks>
/// Swept slowly, an FM signal's spectrum has the shape of its frequency's distribution (Woodward's theorem): a triangle dwells equally on
/// every frequency of ±<see cref="DeviationHz"/>, so the spectrum is flat, 99 % of its power lies in 0.99 · 2 · deviation, and its centre
/// is the carrier. Power, bandwidth and offset are known without measuring them.
/// </remarks>
internal static class SyntheticRecording
{
    public const int SampleRateHz = 48_000;
    public const int Samples = 2 * SampleRateHz;
    public const double DeviationHz = 2_500;
    public const double OccupiedBandwidthHz = 0.99 * 2 * DeviationHz;

    // Two sweeps in a chunk of 200 ms: every chunk sees the whole spectrum.
    private const double SweepHz = 10;

    // A chunk begins and ends where the sweep passes the carrier: overlapped windows weigh a chunk's ends less, and what they lose there
    // is lost on both sides of the centre alike.
    private const double QuarterTurn = 0.25;

    private const double SignalPower = 0.04;
    private const double NoisePowerAlone = 0.02;

    /// <summary>The recording's samples, I and Q interleaved; the same for the same seed. 0 dBFS is |x| = 1.</summary>
    public static float[] Generate(Scene scene, int seed)
    {
        var samples = new float[2 * Samples];
        var random = new Random(seed);
        if (scene.SnrDb is not null)
        {
            AddSignal(samples, scene.OffsetHz);
        }

        AddNoise(samples, NoisePower(scene.SnrDb), random);
        if (scene.IsCorrupt)
        {
            samples[Samples] = float.NaN;
        }

        return samples;
    }

    /// <summary>Power of the noise over the whole sample rate that gives the SNR in the signal's own bandwidth.</summary>
    internal static double NoisePower(double? snrDb) => snrDb is { } db
        ? SignalPower / Math.Pow(10, db / 10) * SampleRateHz / OccupiedBandwidthHz
        : NoisePowerAlone;

    private static void AddSignal(Span<float> samples, double offsetHz)
    {
        var amplitude = Math.Sqrt(SignalPower);
        var phase = 0.0;
        for (var n = 0; n < Samples; n++)
        {
            var (sin, cos) = Math.SinCos(phase);
            samples[2 * n] += (float)(amplitude * cos);
            samples[(2 * n) + 1] += (float)(amplitude * sin);
            phase += Math.Tau * (offsetHz + (DeviationHz * Triangle((n * SweepHz / SampleRateHz) + QuarterTurn))) / SampleRateHz;
            phase -= Math.Tau * Math.Floor(phase / Math.Tau);
        }
    }

    /// <summary>−1 … 1 … −1 over one turn.</summary>
    private static double Triangle(double turns)
    {
        var fraction = turns - Math.Floor(turns);
        return fraction < 0.5 ? (4 * fraction) - 1 : 3 - (4 * fraction);
    }

    // Box and Muller: one draw gives two independent normal numbers, I and Q.
    private static void AddNoise(Span<float> samples, double power, Random random)
    {
        for (var n = 0; n < Samples; n++)
        {
            var radius = Math.Sqrt(-power * Math.Log(1 - random.NextDouble()));
            var (sin, cos) = Math.SinCos(Math.Tau * random.NextDouble());
            samples[2 * n] += (float)(radius * cos);
            samples[(2 * n) + 1] += (float)(radius * sin);
        }
    }
}
