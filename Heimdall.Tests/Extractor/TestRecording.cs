using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Heimdall.Tests.Extractor;

/// <summary>A recording as a station might bring it in: what lies in the store, and what the measurement says of it.</summary>
/// <param name="Stored">The object's bytes; null where there is none.</param>
/// <param name="Bytes">The length that was uploaded.</param>
/// <param name="Sha256">The hash that was uploaded.</param>
internal sealed record TestRecording(string Name, byte[]? Stored, long? Bytes, byte[]? Sha256)
{
    public const double SampleRateHz = 20_000;
    public const string Datatype = "cf32_le";

    /// <summary>One second of a tone well above noise.</summary>
    public static TestRecording Tone(int seed = 1, int samples = 20_000) => Whole("tone", Samples(seed, samples, amplitude: 0.1f));

    /// <summary>One second of white noise.</summary>
    public static TestRecording Noise(int seed = 2) => Whole("noise", Samples(seed, 20_000, amplitude: 0));

    public static TestRecording NotFinite()
    {
        var samples = Samples(3, 20_000, amplitude: 0.1f);
        samples[12_345] = float.NaN;
        return Whole("not finite", samples);
    }

    public static TestRecording TooShort() => Whole("too short", Samples(4, 1000, amplitude: 0.1f));

    /// <summary>Three bytes more than whole samples.</summary>
    public static TestRecording OddByteCount() => Of("odd", [.. BytesOf(Samples(5, 20_000, amplitude: 0.1f)), 1, 2, 3]);

    public static TestRecording Missing() => Tone() with { Name = "missing", Stored = null };

    /// <summary>The store has less than was uploaded.</summary>
    public static TestRecording Truncated() => Tone() with { Name = "truncated", Stored = Tone().Stored?[..80_000] };

    /// <summary>The store has other samples than were uploaded.</summary>
    public static TestRecording Replaced() => Tone(seed: 6) with { Name = "replaced", Stored = Tone(seed: 7).Stored };

    private static TestRecording Whole(string name, float[] samples) => Of(name, BytesOf(samples));

    private static TestRecording Of(string name, byte[] content) => new(name, content, content.Length, SHA256.HashData(content));

    private static byte[] BytesOf(float[] samples) => MemoryMarshal.AsBytes<float>(samples).ToArray();

    private static float[] Samples(int seed, int samples, float amplitude)
    {
        var random = new Random(seed);
        var interleaved = new float[2 * samples];
        for (var n = 0; n < samples; n++)
        {
            var (sine, cosine) = Math.SinCos(2 * Math.PI * 1234 / SampleRateHz * n);
            interleaved[2 * n] = (float)((amplitude * cosine) + (0.001 * Gauss(random)));
            interleaved[(2 * n) + 1] = (float)((amplitude * sine) + (0.001 * Gauss(random)));
        }

        return interleaved;
    }

    // Box and Muller 1958.
    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
