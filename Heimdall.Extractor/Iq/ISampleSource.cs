namespace Heimdall.Extractor.Iq;

/// <summary>A recording's samples as written, freed from the container they lie in.</summary>
internal interface ISampleSource
{
    /// <summary>How the samples are written.</summary>
    SampleCoding Coding { get; }

    /// <summary>The rate that the container's header says; null where it says none.</summary>
    double? HeaderSampleRateHz { get; }

    /// <summary>Reads on.</summary>
    /// <param name="buffer">Room for whole samples.</param>
    /// <returns>Bytes read: whole samples, at least one; 0 at the end, when every byte of the container has been read.</returns>
    /// <exception cref="IqDataException">The bytes are not what the container says.</exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
