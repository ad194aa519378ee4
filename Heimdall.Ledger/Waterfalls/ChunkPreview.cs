using System.Buffers.Binary;

namespace Heimdall.Ledger.Waterfalls;

/// <summary>
/// What a chunk looks like, as it is stored: 4,112 bytes, little-endian. A float32 A, the amplitude that 32,767 stands for; an int32, the
/// chunk's samples; an int64, the samples before it; then int16s: the density of 512 bins in hundredths of dBFS/Hz; of 256 parts the
/// smallest amplitude, then of each the largest, of 512 samples I, then Q, all in A/32,767.
/// </summary>
/// <param name="StartSample">Samples of the recording before the chunk.</param>
/// <param name="Samples">Of the chunk.</param>
/// <param name="PsdDb">dBFS/Hz, DC at bin 256. Shape [512].</param>
/// <param name="EnvelopeMin">Amplitude, full scale 1, of equal parts of the chunk. Shape [256].</param>
/// <param name="EnvelopeMax">Shape [256].</param>
/// <param name="I">Of evenly spaced samples, full scale 1. Shape [512].</param>
/// <param name="Q">Shape [512].</param>
public sealed record ChunkPreview(
    long StartSample, int Samples, double[] PsdDb, float[] EnvelopeMin, float[] EnvelopeMax, float[] I, float[] Q)
{
    public const int EnvelopeParts = 256;

    public const int Points = 512;

    /// <summary>Of one chunk.</summary>
    public const int Bytes = HeaderBytes + (sizeof(short) * (WaterfallFormat.Bins + (2 * EnvelopeParts) + (2 * Points)));

    private const int HeaderBytes = 16;
    private const double PsdStepsPerDb = 100;

    /// <summary>Writes a chunk.</summary>
    /// <param name="startSample">Samples of the recording before the chunk.</param>
    /// <param name="samples">Of the chunk.</param>
    /// <param name="densities">Linear, full scale² per hertz, DC at bin 256. Shape [512].</param>
    /// <param name="amplitudes">Smallest amplitudes, largest amplitudes, I and Q. Shapes [256], [256], [512], [512].</param>
    /// <param name="target">Shape [<see cref="Bytes"/>].</param>
    public static void Write(long startSample, int samples, ReadOnlySpan<double> densities, in Amplitudes amplitudes, Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Length, Bytes);
        var scale = amplitudes.Largest;
        BinaryPrimitives.WriteSingleLittleEndian(target, scale);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], samples);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], startSample);
        var rest = target[HeaderBytes..];
        foreach (var density in densities)
        {
            Put(ref rest, WaterfallFormat.DensityDb(density) * PsdStepsPerDb);
        }

        PutAll(ref rest, amplitudes.EnvelopeMin, scale);
        PutAll(ref rest, amplitudes.EnvelopeMax, scale);
        PutAll(ref rest, amplitudes.I, scale);
        PutAll(ref rest, amplitudes.Q, scale);
    }

    /// <summary>Reads a chunk.</summary>
    public static ChunkPreview Read(ReadOnlySpan<byte> source)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(source.Length, Bytes);
        var scale = BinaryPrimitives.ReadSingleLittleEndian(source);
        var samples = BinaryPrimitives.ReadInt32LittleEndian(source[4..]);
        var start = BinaryPrimitives.ReadInt64LittleEndian(source[8..]);
        var rest = source[HeaderBytes..];
        var psd = new double[WaterfallFormat.Bins];
        foreach (ref var value in psd.AsSpan())
        {
            value = Take(ref rest) / PsdStepsPerDb;
        }

        return new ChunkPreview(
            start, samples, psd, TakeAll(ref rest, EnvelopeParts, scale), TakeAll(ref rest, EnvelopeParts, scale), TakeAll(ref rest, Points, scale), TakeAll(ref rest, Points, scale));
    }

    private static void PutAll(ref Span<byte> target, ReadOnlySpan<float> values, float scale)
    {
        foreach (var value in values)
        {
            Put(ref target, scale > 0 ? (double)value / scale * short.MaxValue : 0);
        }
    }

    private static void Put(ref Span<byte> target, double value)
    {
        BinaryPrimitives.WriteInt16LittleEndian(target, (short)Math.Clamp(Math.Round(value), short.MinValue, short.MaxValue));
        target = target[sizeof(short)..];
    }

    private static float[] TakeAll(ref ReadOnlySpan<byte> source, int count, float scale)
    {
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
        {
            value = (float)((double)Take(ref source) * scale / short.MaxValue);
        }

        return values;
    }

    private static short Take(ref ReadOnlySpan<byte> source)
    {
        var value = BinaryPrimitives.ReadInt16LittleEndian(source);
        source = source[sizeof(short)..];
        return value;
    }

    /// <summary>What of a chunk is measured in amplitudes.</summary>
    public readonly ref struct Amplitudes(ReadOnlySpan<float> envelopeMin, ReadOnlySpan<float> envelopeMax, ReadOnlySpan<float> i, ReadOnlySpan<float> q)
    {
        public ReadOnlySpan<float> EnvelopeMin { get; } = envelopeMin;

        public ReadOnlySpan<float> EnvelopeMax { get; } = envelopeMax;

        public ReadOnlySpan<float> I { get; } = i;

        public ReadOnlySpan<float> Q { get; } = q;

        /// <summary>No component is larger than the largest amplitude.</summary>
        public float Largest
        {
            get
            {
                var largest = 0f;
                foreach (var value in EnvelopeMax)
                {
                    largest = Math.Max(largest, value);
                }

                return Math.Min(largest, float.MaxValue);
            }
        }
    }
}
