namespace Heimdall.Extractor.Iq;

/// <summary>A recording to be read.</summary>
/// <param name="Datatype">As declared.</param>
/// <param name="DeclaredSampleRateHz">As declared; null leaves it to the file's header, which raw samples and npy do not have.</param>
/// <param name="TotalBytes">The object's size where it is known: it finds truncation before the first sample is read.</param>
/// <param name="OpenAsync">
/// Opens the bytes, forward only. Called once, and of a KiwiSDR file a second time for its time stamps. The first stream is the one
/// the samples come from: it is read in order, without seeking, and to its end unless the data is found to be at fault.
/// </param>
internal sealed record IqSource(
    IqDatatype Datatype, double? DeclaredSampleRateHz, long? TotalBytes, Func<CancellationToken, Task<Stream>> OpenAsync);
