using System.Buffers.Binary;
using Heimdall.Extractor.Iq;

namespace Heimdall.Benchmarks.Recordings;

/// <summary>A frequency-modulated voice channel, 20 dB above noise of −40 dBFS; the same samples each time.</summary>
internal static class SyntheticSignal
{
    private const int Seed = 3;
    private const double NoisePerComponent = 0.00707;
    private const double Amplitude = 0.1;
    private const double CarrierPerSample = 0.0605;
    private const double ModulationPerSample = 0.005;
    private const double ModulationIndex = 2.5;

    /// <summary>Writes the signal in a raw datatype.</summary>
    public static byte[] Write(IqDatatype datatype, int samples)
    {
        var coding = datatype.Coding ?? throw new ArgumentException("A synthetic signal is written without a container.", nameof(datatype));
        var bytes = new byte[samples * coding.BytesPerSample];
        var component = bytes.AsSpan();
        var random = new Random(Seed);
        for (var n = 0; n < samples; n++)
        {
            var phase = 2 * Math.PI * CarrierPerSample * n + (ModulationIndex * Math.Sin(2 * Math.PI * ModulationPerSample * n));
            var (sine, cosine) = Math.SinCos(phase);
            foreach (var value in (ReadOnlySpan<double>)[cosine, sine])
            {
                WriteComponent(coding, (Amplitude * value) + (NoisePerComponent * Gauss(random)), component);
                component = component[coding.BytesPerComponent..];
            }
        }

        return bytes;
    }

    private static void WriteComponent(SampleCoding coding, double value, Span<byte> target)
    {
        switch (coding.Kind)
        {
            case ComponentKind.Float32:
                BinaryPrimitives.WriteSingleLittleEndian(target, (float)value);
                break;
            case ComponentKind.Float64:
                BinaryPrimitives.WriteDoubleLittleEndian(target, value);
                break;
            case ComponentKind.Int32:
                BinaryPrimitives.WriteInt32LittleEndian(target, (int)(value * int.MaxValue));
                break;
            case ComponentKind.Int16:
                BinaryPrimitives.WriteInt16LittleEndian(target, (short)Math.Round(value * 32768));
                break;
            case ComponentKind.UInt16:
                BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)Math.Round((value * 32767.5) + 32767.5));
                break;
            case ComponentKind.Int8:
                target[0] = unchecked((byte)(sbyte)Math.Round(value * 128));
                break;
            case ComponentKind.UInt8:
                target[0] = (byte)Math.Round((value * 127.5) + 127.5);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(coding), coding, "No recording is written so.");
        }

        if (coding.IsBigEndian)
        {
            target[..coding.BytesPerComponent].Reverse();
        }
    }

    // Box and Muller 1958.
    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
