using Heimdall.Extractor.Iq;
using Heimdall.Ledger.Features;

namespace Heimdall.Extractor.Pipeline;

/// <summary>How the recordings of a kind of feature set are worked on. An instance serves one recording.</summary>
internal interface IRecordingWork : IDisposable
{
    /// <summary>Reads the recording to its end.</summary>
    /// <param name="reader">At the first sample.</param>
    /// <param name="core">What the bytes are read on; not held.</param>
    /// <param name="cancellationToken">Ends the work at the next chunk.</param>
    /// <exception cref="IqDataException">The data is at fault.</exception>
    Task ReadAsync(IqReader reader, ReadingCore core, CancellationToken cancellationToken);

    /// <summary>Hands out what came of it. Called only where the bytes that were read are those that were uploaded.</summary>
    Task<RecordingYield> FinishAsync(RecordingFacts facts, CancellationToken cancellationToken);
}

/// <summary>What is stored of a recording in the ledger.</summary>
/// <param name="Features">The aggregates over the recording, by name.</param>
/// <param name="Blocks">Encoded <see cref="ChunkBlock"/>s.</param>
internal sealed record RecordingYield(IReadOnlyDictionary<string, FeatureAggregate?> Features, IReadOnlyList<byte[]> Blocks);
