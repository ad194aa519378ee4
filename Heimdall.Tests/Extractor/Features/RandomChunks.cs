namespace Heimdall.Tests.Extractor.Features;

/// <summary>Chunks of every kind that a receiver may give, and some that none does, each from its seed.</summary>
internal static class RandomChunks
{
    private static readonly int[] _usualLengths = [1024, 2048, 2400, 4096, 8000, 9600, 16_384, 40_000];

    /// <summary>A chunk of 1,024…40,000 samples; short ones are more frequent.</summary>
    public static float[] Of(int seed)
    {
        var random = new Random(seed);
        var samples = random.Next(4) == 0
            ? _usualLengths[random.Next(_usualLengths.Length)]
            : (int)(1024 * Math.Pow(40_000 / 1024.0, Math.Pow(random.NextDouble(), 3)));
        var iq = new float[2 * samples];
        if (random.Next(4) != 0)
        {
            SyntheticSignal.FillNoise(iq, Math.Pow(10, (random.NextDouble() * 6) - 8), random);
        }

        for (var signals = random.Next(3); signals >= 0; signals--)
        {
            Add(iq, random);
        }

        Distort(iq, random);
        return iq;
    }

    private static void Add(float[] iq, Random random)
    {
        var amplitude = Math.Pow(10, (random.NextDouble() * 3) - 3);
        var cyclesPerSample = random.Next(5) switch
        {
            0 => random.Next(-8, 9) / 16.0,
            1 => 0,
            _ => random.NextDouble() - 0.5,
        };
        var (modulation, rate) = (random.Next(4), 0.02 * random.NextDouble());
        var (deviation, symbol) = (3 * random.NextDouble(), random.Next(2, 200));
        var (from, to) = (0, iq.Length / 2);
        if (random.Next(3) == 0)
        {
            from = random.Next(to);
            to = random.Next(from, to);
        }

        var sign = 1.0;
        for (var n = from; n < to; n++)
        {
            sign = n % symbol == 0 ? random.Next(2) : sign;
            var phase = (2 * Math.PI * cyclesPerSample * n) + (modulation == 1 ? deviation * Math.Sin(2 * Math.PI * rate * n) : 0);
            var (sin, cos) = Math.SinCos(phase);
            var envelope = amplitude * modulation switch { 2 => sign, 3 => (2 * sign) - 1, _ => 1 };
            iq[2 * n] += (float)(envelope * cos);
            iq[(2 * n) + 1] += (float)(envelope * sin);
        }
    }

    private static void Distort(float[] iq, Random random)
    {
        switch (random.Next(12))
        {
            case 0:
                Each(iq, v => Math.Clamp(v, -0.05f, 0.05f));
                break;
            case 1:
                Each(iq, v => MathF.Round(v * 128) / 128);
                break;
            case 2:
                iq.AsSpan(2 * random.Next(iq.Length / 2)).Clear();
                break;
            case 3:
                iq.AsSpan(0, 2 * random.Next(iq.Length / 2)).Clear();
                break;
            case 4:
                Array.Clear(iq);
                break;
            case 5:
                for (var n = 0; n < iq.Length; n += 2)
                {
                    (iq[n], iq[n + 1]) = (iq[0], iq[1]);
                }

                break;
            case 6:
                for (var n = 1; n < iq.Length; n += 2)
                {
                    iq[n] = 0;
                }

                break;
            case 7:
                var scale = MathF.Pow(10, (random.NextSingle() * 23) - 15);
                Each(iq, v => Math.Clamp(v * scale, -1e9f, 1e9f));
                break;
            case 8:
                // Loud and soft in one chunk, 24 orders of magnitude apart.
                for (var n = iq.Length / 3; n < iq.Length; n++)
                {
                    iq[n] *= n < iq.Length / 2 ? 1e-15f : 1e8f;
                }

                break;
            default:
                break;
        }
    }

    private static void Each(float[] iq, Func<float, float> change)
    {
        for (var n = 0; n < iq.Length; n++)
        {
            iq[n] = change(iq[n]);
        }
    }
}
