using Heimdall.Extractor.Features;
using Heimdall.Extractor.Iq;
using Heimdall.Ledger.Features;

namespace Heimdall.Extractor.Pipeline;

/// <summary>Computes the features of a recording's chunks, and their aggregates.</summary>
internal sealed class ChunkFeatureWork(IChunkFeatureSet set, RecordingContext context, ComputingCores cores, StageTimes stages) : IRecordingWork
{
    private readonly ParallelChunks _chunks = new(set, context, cores, stages);
    private readonly FeatureAggregation _aggregation = new(set.FeatureNames.Count);
    private readonly ChunkBlockBuilder _blocks = new(set.FeatureNames.Count);

    public async Task ReadAsync(IqReader reader, ReadingCore core, CancellationToken cancellationToken)
    {
        await foreach (var chunk in _chunks.ComputeAsync(reader, core, cancellationToken))
        {
            _aggregation.Add(chunk.Values);
            _blocks.Add(chunk.StartSample, chunk.Samples, chunk.Values);
        }
    }

    public Task<RecordingYield> FinishAsync(RecordingFacts facts, CancellationToken cancellationToken) =>
        Task.FromResult(new RecordingYield(_aggregation.ByName(set.FeatureNames), _blocks.Finish()));

    public void Dispose()
    {
        // Everything is in memory.
    }
}
