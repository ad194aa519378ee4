using System.Buffers.Binary;

namespace Heimdall.AppHost.Demonstration;

/// <summary>Samples as the bytes of a SigMF datatype.</summary>
internal static class SampleFile
{
    /// <summary>Encodes the samples.</summary>
    /// <param name="samples">I and Q interleaved; 0 dBFS is |x| = 1.</param>
    /// <param name="datatype"><c>cf32_le</c>, <c>ci16_le</c> or <c>cu8</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another datatype.</exception>
    public static byte[] Encode(ReadOnlySpan<float> samples, string datatype) => datatype switch
    {
        "cf32_le" => Floats(samples),
        "ci16_le" => Shorts(samples),
        "cu8" => Bytes(samples),
        _ => throw new ArgumentOutOfRangeException(nameof(datatype), datatype, "The demonstration writes cf32_le, ci16_le and cu8."),
    };

    private static byte[] Floats(ReadOnlySpan<float> samples)
    {
        var bytes = new byte[samples.Length * sizeof(float)];
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), samples[i]);
        }

        return bytes;
    }

    private static byte[] Shorts(ReadOnlySpan<float> samples)
    {
        var bytes = new byte[samples.Length * sizeof(short)];
        for (var i = 0; i < samples.Length; i++)
        {
            var value = (short)Math.Clamp(MathF.Round(samples[i] * 32768), short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(i * sizeof(short)), value);
        }

        return bytes;
    }

    private static byte[] Bytes(ReadOnlySpan<float> samples)
    {
        var bytes = new byte[samples.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            bytes[i] = (byte)Math.Clamp(MathF.Round((samples[i] * 127.5f) + 127.5f), byte.MinValue, byte.MaxValue);
        }

        return bytes;
    }
}
