using System.Diagnostics.CodeAnalysis;

namespace Heimdall.Extractor.Iq;

/// <summary>The samples of a WAV file's data chunks, one after another.</summary>
internal sealed class WavSamples : ISampleSource
{
    private readonly RiffChunks _chunks;
    private bool _isInData;

    private WavSamples(RiffChunks chunks, WavFormat format, bool hasKiwiStamps)
    {
        (_chunks, Format, _isInData) = (chunks, format, true);
        HasKiwiStamps = hasKiwiStamps;
    }

    public WavFormat Format { get; }

    public SampleCoding Coding => Format.Coding;

    public double? HeaderSampleRateHz => Format.SampleRateHz;

    /// <summary>A <c>kiwi</c> chunk lies before the first data chunk: the file is a KiwiSDR's.</summary>
    public bool HasKiwiStamps { get; }

    /// <summary>Reads up to the first data chunk.</summary>
    /// <exception cref="IqDataException">The file is none, or not of two channels of a known coding.</exception>
    public static async ValueTask<WavSamples> OpenAsync(ByteSource bytes, CancellationToken cancellationToken)
    {
        var chunks = await RiffChunks.OpenAsync(bytes, cancellationToken);
        WavFormat? format = null;
        var hasKiwiStamps = false;
        while (await chunks.NextAsync(cancellationToken) is { } chunk)
        {
            switch (chunk.Name)
            {
                case "fmt ":
                    format = await ReadFormatAsync(chunks, chunk, cancellationToken);
                    break;
                case "kiwi":
                    hasKiwiStamps = true;
                    break;
                case "data":
                    RequireWholeSamples(chunk, format);
                    return new WavSamples(chunks, format, hasKiwiStamps);
            }
        }

        throw IqDataException.Invalid(IqDataError.BadHeader, $"the WAV file ends at byte {bytes.Position} without a 'data' chunk");
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = _isInData ? await _chunks.ReadBodyAsync(buffer, cancellationToken) : 0;
            if (read > 0)
            {
                return read;
            }

            if (await _chunks.NextAsync(cancellationToken) is not { } chunk)
            {
                return 0;
            }

            _isInData = chunk.Name == "data";
            if (_isInData)
            {
                RequireWholeSamples(chunk, Format);
            }
        }
    }

    private static async ValueTask<WavFormat> ReadFormatAsync(RiffChunks chunks, RiffChunk chunk, CancellationToken cancellationToken)
    {
        var body = new byte[Math.Min(chunk.Bytes, WavFormat.LargestBytes)];
        await chunks.ReadBodyAsync(body, cancellationToken);
        return WavFormat.Parse(body, chunk.StartByte);
    }

    private static void RequireWholeSamples(RiffChunk chunk, [NotNull] WavFormat? format)
    {
        if (format is null)
        {
            throw IqDataException.Invalid(
                IqDataError.BadHeader, $"the 'data' chunk at byte {chunk.StartByte} comes before any 'fmt ' chunk");
        }

        if (chunk.Bytes % format.Coding.BytesPerSample != 0)
        {
            throw IqDataException.Invalid(
                IqDataError.OddByteCount,
                $"{chunk.Bytes} bytes of 'data' from byte {chunk.StartByte} on, expected a multiple of {format.Coding.BytesPerSample}");
        }
    }
}
