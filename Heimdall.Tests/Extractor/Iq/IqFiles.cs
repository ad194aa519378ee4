using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Heimdall.Extractor.Iq;
using Heimdall.Extractor.Signal;

namespace Heimdall.Tests.Extractor.Iq;

/// <summary>Recordings written byte by byte, as other programs write them.</summary>
internal static class IqFiles
{
    public static IqDatatype Datatype(string name) =>
        IqDatatype.TryParse(name, out var datatype) ? datatype : throw new ArgumentException($"No datatype {name}.", nameof(name));

    /// <summary>Components between −1 and 1, from a fixed seed. Shape [2·samples].</summary>
    public static float[] Components(int samples, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 2 * samples).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    public static byte[] Raw(string datatype, IReadOnlyList<float> components)
    {
        var isBigEndian = datatype.EndsWith("_be", StringComparison.Ordinal);
        return [.. components.SelectMany(value => Component(datatype.Split('_')[0], isBigEndian, value))];
    }

    public static byte[] Npy(string descr, string shape, byte[] data, int version = 1)
    {
        var dictionary = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}";
        var prefix = version == 1 ? 10 : 12;
        var padded = dictionary.PadRight((((prefix + dictionary.Length + 1 + 63) / 64) * 64) - prefix - 1) + "\n";
        var length = version == 1 ? UInt16(padded.Length) : UInt32((uint)padded.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. Encoding.ASCII.GetBytes(padded), .. data];
    }

    public static byte[] Wav(int formatTag, int bits, uint sampleRateHz, byte[] data, int channels = 2) =>
        Riff([.. Chunk("fmt ", Format(formatTag, bits, sampleRateHz, channels)), .. Chunk("data", data)]);

    public static byte[] Format(int formatTag, int bits, uint sampleRateHz, int channels = 2)
    {
        var blockBytes = channels * bits / 8;
        return
        [
            .. UInt16(formatTag), .. UInt16(channels), .. UInt32(sampleRateHz), .. UInt32(sampleRateHz * (uint)blockBytes),
            .. UInt16(blockBytes), .. UInt16(bits),
        ];
    }

    public static byte[] Riff(byte[] chunks) => [.. "RIFF"u8, .. UInt32((uint)chunks.Length + 4), .. "WAVE"u8, .. chunks];

    public static byte[] Chunk(string name, byte[] body) =>
        [.. Encoding.ASCII.GetBytes(name), .. UInt32((uint)body.Length), .. body, .. new byte[body.Length % 2]];

    public static byte[] KiwiStamp(byte fixAgeSeconds, double gpsSeconds)
    {
        var nanoseconds = (long)Math.Round((decimal)gpsSeconds * 1_000_000_000m);
        return [fixAgeSeconds, 0, .. UInt32((uint)(nanoseconds / 1_000_000_000)), .. UInt32((uint)(nanoseconds % 1_000_000_000))];
    }

    public static byte[] UInt16(int value) => [(byte)value, (byte)(value >> 8)];

    public static byte[] UInt32(uint value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];

    public static IqSource Source(
        string datatype, byte[] bytes, double? sampleRateHz = 48000, long? totalBytes = null, int mostBytesPerRead = int.MaxValue) =>
        new(Datatype(datatype), sampleRateHz, totalBytes, _ => Task.FromResult<Stream>(new TricklingStream(bytes, mostBytesPerRead)));

    public static async Task<float[]> ReadAllAsync(IqSource source, int bufferSamples = 700)
    {
        await using var reader = await IqReader.OpenAsync(source, CancellationToken.None);
        return await ReadAllAsync(reader, bufferSamples);
    }

    public static async Task<float[]> ReadAllAsync(IqReader reader, int bufferSamples = 700)
    {
        var all = new List<float>();
        var buffer = new byte[bufferSamples * reader.BytesPerSample];
        int read;
        while ((read = await reader.ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            var floats = new float[2 * read];
            new WrittenSamples(buffer.AsSpan(0, read * reader.BytesPerSample), reader.Form).CopyTo(floats);
            all.AddRange(floats);
        }

        return [.. all];
    }

    public static async Task<IqDataException> FailsAsync(IqSource source) =>
        await Assert.ThrowsAsync<IqDataException>(() => ReadAllAsync(source));

    private static byte[] Component(string kind, bool isBigEndian, float value)
    {
        var bytes = new byte[8];
        switch (kind)
        {
            case "cf32":
                BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
                break;
            case "cf64":
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                break;
            case "ci32":
                BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)Math.Round(value * 2147483647.0));
                break;
            case "ci24":
                BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)Math.Round(value * 8388607.0));
                break;
            case "ci16":
                BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)Math.Round(value * 32767.0));
                break;
            case "ci8":
                bytes[0] = (byte)(sbyte)Math.Round(value * 127.0);
                break;
            case "cu16":
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)Math.Round((value * 32767.5) + 32767.5));
                break;
            case "cu8":
                bytes[0] = (byte)Math.Round((value * 127.5) + 127.5);
                break;
            case "wav8":
                bytes[0] = (byte)Math.Round((value * 127.0) + 128.0);
                break;
            default:
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"No kind {kind}."), nameof(kind));
        }

        var used = kind switch { "cf64" => 8, "cf32" or "ci32" => 4, "ci24" => 3, "ci16" or "cu16" => 2, _ => 1 };
        IEnumerable<byte> written = bytes.Take(used);
        return [.. isBigEndian ? written.Reverse() : written];
    }

    /// <summary>A stream as the network gives it: forward only, and as little at a time as it pleases.</summary>
    private sealed class TricklingStream(byte[] bytes, int mostBytesPerRead) : MemoryStream(bytes, writable: false)
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, mostBytesPerRead)], cancellationToken);
    }
}
