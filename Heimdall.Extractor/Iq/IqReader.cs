using Heimdall.Extractor.Signal;

namespace Heimdall.Extractor.Iq;

/// <summary>
/// Reads a recording from first to last sample, as it was written but in the machine's byte order, in memory that does not depend on its
/// length. Every sample handed out is finite. One reader serves one caller at a time.
/// </summary>
internal sealed class IqReader : IAsyncDisposable
{
    /// <summary>Fewer samples than this are no recording.</summary>
    public const int FewestSamples = 1024;

    /// <summary>About 64 KiB, and whole samples of every coding.</summary>
    private const int PieceBytes = 48 * 1280;

    private readonly ByteSource _bytes;
    private readonly ISampleSource _samples;

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

    /// <summary>What the samples are that are handed out.</summary>
    public SampleForm Form => Coding.Form;

    /// <summary>Of the samples that are handed out.</summary>
    public int BytesPerSample => 2 * WrittenSamples.BytesPerComponent(Form);

    /// <summary>Fills the buffer with samples, less only at the recording's end.</summary>
    /// <param name="samples">Room for whole samples.</param>
    /// <returns>Samples read; 0 at the end.</returns>
    /// <exception cref="IqDataException">The data is at fault here, or the whole recording is too short.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> samples, CancellationToken cancellationToken)
    {
        if (samples.Length % BytesPerSample != 0)
        {
            throw new ArgumentException($"Room for whole samples of {BytesPerSample} bytes is needed.", nameof(samples));
        }

        var filled = 0;
        while (filled < samples.Length)
        {
            // A piece is looked at while it is in the nearest cache.
            var room = samples.Slice(filled, Math.Min(PieceBytes, samples.Length - filled));
            var written = Coding.BytesPerSample == BytesPerSample ? room : room[..(room.Length / BytesPerSample * Coding.BytesPerSample)];
            var read = await _samples.ReadAsync(written, cancellationToken);
            if (read == 0)
            {
                RequireEnoughSamples();
                break;
            }

            ComponentBytes.Arrange(Coding, room.Span, read);
            var count = read / Coding.BytesPerSample;
            FiniteSamples.Require(new WrittenSamples(room.Span[..(count * BytesPerSample)], Form), SamplesRead);
            filled += count * BytesPerSample;
            SamplesRead += count;
        }

        return filled / BytesPerSample;
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
}
