using Heimdall.Extractor.Iq;

namespace Heimdall.Benchmarks.Recordings;

/// <summary>A recording in memory, as its file is written.</summary>
internal sealed record LoadedRecording(byte[] Bytes, IqDatatype Datatype, double SampleRateHz)
{
    /// <summary>The product's reader at the first sample.</summary>
    /// <exception cref="IqDataException">The bytes are not what they are declared to be.</exception>
    public Task<IqReader> OpenAsync(CancellationToken cancellationToken) => IqReader.OpenAsync(
        new IqSource(Datatype, SampleRateHz, Bytes.Length, _ => Task.FromResult<Stream>(new MemoryStream(Bytes, writable: false))),
        cancellationToken);
}
