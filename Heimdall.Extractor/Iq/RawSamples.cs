namespace Heimdall.Extractor.Iq;

/// <summary>Samples from the first byte to the last.</summary>
internal sealed class RawSamples : ISampleSource
{
    private readonly ByteSource _bytes;
    private readonly IqDatatype _datatype;
    private ReadOnlyMemory<byte> _opening;

    private RawSamples(ByteSource bytes, IqDatatype datatype, SampleCoding coding, ReadOnlyMemory<byte> opening)
    {
        (_bytes, _datatype, _opening) = (bytes, datatype, opening);
        Coding = coding;
    }

    public SampleCoding Coding { get; }

    public double? HeaderSampleRateHz => null;

    /// <summary>Looks at the first bytes.</summary>
    /// <exception cref="IqDataException">The data begins like another format, or is no whole number of samples.</exception>
    public static async ValueTask<RawSamples> OpenAsync(
        ByteSource bytes, IqDatatype datatype, SampleCoding coding, CancellationToken cancellationToken)
    {
        var opening = new byte[ContentSignature.Bytes];
        var read = await bytes.ReadAsync(opening, cancellationToken);
        if (ContentSignature.NameOf(opening.AsSpan(0, read)) is { } format)
        {
            throw IqDataException.Invalid(
                IqDataError.DatatypeMismatch, $"declared as {datatype}, but the data begins like {format} (bytes 0…{read - 1})");
        }

        if (bytes.TotalBytes is { } total)
        {
            RequireWholeSamples(total, datatype, coding);
        }

        return new RawSamples(bytes, datatype, coding, opening.AsMemory(0, read));
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var kept = Math.Min(_opening.Length, buffer.Length);
        _opening[..kept].CopyTo(buffer);
        _opening = _opening[kept..];
        var read = kept + await _bytes.ReadAsync(buffer[kept..], cancellationToken);
        if (read < buffer.Length)
        {
            RequireWholeSamples(_bytes.Position, _datatype, Coding);
        }

        return read;
    }

    private static void RequireWholeSamples(long bytes, IqDatatype datatype, SampleCoding coding)
    {
        if (bytes % coding.BytesPerSample != 0)
        {
            throw IqDataException.Invalid(
                IqDataError.OddByteCount, $"{bytes} bytes, expected a multiple of {coding.BytesPerSample} ({datatype})");
        }
    }
}
