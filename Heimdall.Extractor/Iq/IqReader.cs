using System.Numerics;
using System.Runtime.InteropServices;

namespace Heimdall.Extractor.Iq;

/// <summary>
/// Reads a recording from first to last sample as interleaved float32, at the scale where 0 dBFS is |x| = 1, in memory that does not
/// depend on its length. Every sample handed out is finite. One reader serves one caller at a time.
/// </summary>
internal sealed class IqReader : IAsyncDisposable
{
    /// <summary>Fewer samples than this are no recording.</summary>
    public const int FewestSamples = 1024;

    /// <summary>A component larger than this is no level of any receiver.</summary>
    public const float LargestComponent = 1e9f;

    /// <summary>About 64 KiB, and whole samples of every coding.</summary>
    private const int BufferBytes = 48 * 1280;

    private readonly ByteSource _bytes;
    private readonly ISampleSource _samples;
    private readonly byte[] _buffer = new byte[BufferBytes];

    private IqReader(IqDatatype datatype, ByteSource bytes, ISampleSource samples, SampleRate sampleRate)
    {
        (_bytes, _samples) = (bytes, samples);
        (Datatype, SampleRate) = (datatype, sampleRate);
    }

    /// <summary>As declared.</summary>
    public IqDatatype Datatype { get; }

    /// <summary>How the samples are written, as found.</summary>
    public SampleCoding Coding => _samples.Coding;

    /// <summary>True and nominal rate, and where the true one comes from.</summary>
    public SampleRate SampleRate { get; }

    /// <summary>Samples handed out so far; all of the recording's once reading has come to its end.</summary>
    public long SamplesRead { get; private set; }

    /// <summary>Reads the header, and of a KiwiSDR file all time stamps.</summary>
    /// <exception cref="IqDataException">The data is not what it is declared to be.</exception>
    public static async Task<IqReader> OpenAsync(IqSource source, CancellationToken cancellationToken)
    {
        var bytes = new ByteSource(await source.OpenAsync(cancellationToken), source.TotalBytes);
        try
        {
            var samples = await OpenSamplesAsync(source.Datatype, bytes, cancellationToken);
            var gnssHz = samples is WavSamples { HasKiwiStamps: true } kiwi ? await MeasureAsync(source, kiwi, cancellationToken) : null;
            var rate = SampleRate.Resolve(source.DeclaredSampleRateHz, samples.HeaderSampleRateHz, gnssHz);
            return new IqReader(source.Datatype, bytes, samples, rate);
        }
        catch
        {
            await bytes.DisposeAsync();
            throw;
        }
    }

    /// <summary>Fills the buffer with samples, less only at the recording's end.</summary>
    /// <param name="interleaved">Room for I and Q in turn. An even number of floats.</param>
    /// <returns>Floats written: twice the samples; 0 at the end.</returns>
    /// <exception cref="IqDataException">The data is at fault here, or the whole recording is too short.</exception>
    public async ValueTask<int> ReadAsync(Memory<float> interleaved, CancellationToken cancellationToken)
    {
        if (interleaved.Length % 2 != 0)
        {
            throw new ArgumentException("Samples come in twos, I and Q.", nameof(interleaved));
        }

        var written = 0;
        while (written < interleaved.Length)
        {
            var wantedBytes = Math.Min(BufferBytes, (long)(interleaved.Length - written) * Coding.BytesPerComponent);
            var room = _buffer.AsMemory(0, (int)(wantedBytes - (wantedBytes % Coding.BytesPerSample)));
            var read = await _samples.ReadAsync(room, cancellationToken);
            if (read == 0)
            {
                RequireEnoughSamples();
                break;
            }

            var components = interleaved.Span.Slice(written, read / Coding.BytesPerComponent);
            SampleDecoder.Decode(Coding, room.Span[..read], components);
            RequireFinite(components);
            written += components.Length;
            SamplesRead += components.Length / 2;
        }

        return written;
    }

    public ValueTask DisposeAsync() => _bytes.DisposeAsync();

    private static async ValueTask<ISampleSource> OpenSamplesAsync(
        IqDatatype datatype, ByteSource bytes, CancellationToken cancellationToken) =>
        (datatype.Container, datatype.Coding) switch
        {
            (IqContainer.Wav, _) => await WavSamples.OpenAsync(bytes, cancellationToken),
            (IqContainer.Npy, _) => await NpySamples.OpenAsync(bytes, cancellationToken),
            (IqContainer.Raw, { } coding) => await RawSamples.OpenAsync(bytes, datatype, coding, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(datatype), datatype, "Raw samples have a coding."),
        };

    private static async ValueTask<double?> MeasureAsync(IqSource source, WavSamples samples, CancellationToken cancellationToken)
    {
        // The rate decides how the first chunk is cut, so the stamps of the whole file are read before its samples.
        await using var bytes = new ByteSource(await source.OpenAsync(cancellationToken), source.TotalBytes);
        return await KiwiClock.MeasureAsync(bytes, samples.Format, cancellationToken);
    }

    private void RequireEnoughSamples()
    {
        if (SamplesRead < FewestSamples)
        {
            throw IqDataException.Invalid(IqDataError.TooShort, $"{SamplesRead} samples, at least {FewestSamples} are needed");
        }
    }

    private void RequireFinite(ReadOnlySpan<float> components)
    {
        var limit = new Vector<float>(LargestComponent);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(components);
        var allFinite = true;
        foreach (var vector in vectors)
        {
            // NaN is on no side of a limit.
            allFinite &= Vector.LessThanOrEqualAll(Vector.Abs(vector), limit);
        }

        var checkedFloats = allFinite ? vectors.Length * Vector<float>.Count : 0;
        for (var n = checkedFloats; n < components.Length; n++)
        {
            if (!(Math.Abs(components[n]) <= LargestComponent))
            {
                var (name, sample) = (n % 2 == 0 ? 'I' : 'Q', SamplesRead + (n / 2));
                throw IqDataException.Invalid(
                    IqDataError.NotFinite, $"{name} of sample {sample} is {components[n]}, expected at most 1e9 either way");
            }
        }
    }
}
