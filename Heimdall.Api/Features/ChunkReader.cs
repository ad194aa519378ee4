using Heimdall.Ledger.Features;

namespace Heimdall.Api.Features;

/// <summary>Reads the chunks of a recording out of their blocks: as columns, or aggregated to segments.</summary>
internal sealed class ChunkReader(FeatureStore features)
{
    private const int ChunksPerSegment = 5;

    /// <summary>Columns by name, an entry a chunk: <c>start_sample</c>, <c>samples</c>, and each feature's values, null where a chunk lacks it.</summary>
    public async Task<IReadOnlyDictionary<string, object>> ReadColumnsAsync(
        Guid measurementId, RegisteredFeatureSet set, long fromChunk, int chunks, CancellationToken cancellationToken)
    {
        var names = set.FeatureNames ?? [];
        var page = await ReadPageAsync(measurementId, set, fromChunk, chunks, cancellationToken);
        var columns = new Dictionary<string, object>(names.Length + 2, StringComparer.Ordinal) { ["start_sample"] = page.StartSamples, ["samples"] = page.Samples };
        for (var feature = 0; feature < names.Length; feature++)
        {
            columns.Add(names[feature], page.Columns[feature]);
        }

        return columns;
    }

    /// <summary>So many chunks from one on, or as many as there are.</summary>
    public async Task<ChunkPage> ReadPageAsync(Guid measurementId, RegisteredFeatureSet set, long fromChunk, int chunks, CancellationToken cancellationToken)
    {
        var slices = await ReadAsync(measurementId, set, fromChunk, chunks, cancellationToken);
        return new ChunkPage(
            [.. slices.SelectMany(slice => slice.Block.StartSamples.Skip(slice.First).Take(slice.Count))],
            [.. slices.SelectMany(slice => slice.Block.Samples.Skip(slice.First).Take(slice.Count))],
            [.. Enumerable.Range(0, set.FeatureNames?.Length ?? 0).Select(feature => Column(slices, feature))]);
    }

    /// <summary>Segments of five chunks each, the recording's last one as short as it is.</summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, FeatureAggregate?>>> ReadSegmentsAsync(
        Guid measurementId, RegisteredFeatureSet set, long fromSegment, int segments, CancellationToken cancellationToken)
    {
        var names = set.FeatureNames ?? [];
        var slices = await ReadAsync(measurementId, set, fromSegment * ChunksPerSegment, segments * ChunksPerSegment, cancellationToken);
        var result = new List<IReadOnlyDictionary<string, FeatureAggregate?>>();
        var aggregation = new FeatureAggregation(names.Length);
        var values = new double[names.Length];
        var taken = 0;
        foreach (var (block, first, count) in slices)
        {
            for (var chunk = first; chunk < first + count; chunk++)
            {
                for (var feature = 0; feature < values.Length; feature++)
                {
                    values[feature] = block[feature][chunk];
                }

                aggregation.Add(values);
                if (++taken == ChunksPerSegment)
                {
                    EndSegment();
                }
            }
        }

        if (taken > 0)
        {
            EndSegment();
        }

        return result;

        void EndSegment()
        {
            result.Add(aggregation.ByName(names));
            aggregation = new FeatureAggregation(names.Length);
            taken = 0;
        }
    }

    private async Task<List<Slice>> ReadAsync(Guid measurementId, RegisteredFeatureSet set, long fromChunk, int chunks, CancellationToken cancellationToken)
    {
        var slices = new List<Slice>();
        var blockStart = fromChunk / ChunkBlock.MaxChunks * ChunkBlock.MaxChunks;
        foreach (var block in await features.ListBlocksAsync(measurementId, set.Id, fromChunk, chunks, cancellationToken))
        {
            if (block.Features != (set.FeatureNames?.Length ?? 0))
            {
                throw new InvalidDataException($"A stored block of measurement {measurementId} has {block.Features} features; {set.Id} has {set.FeatureNames?.Length ?? 0}.");
            }

            var first = (int)Math.Max(0, fromChunk - blockStart);
            var count = (int)Math.Min(block.Count, fromChunk + chunks - blockStart) - first;
            if (count > 0)
            {
                slices.Add(new Slice(block, first, count));
            }

            blockStart += ChunkBlock.MaxChunks;
        }

        return slices;
    }

    private static float?[] Column(List<Slice> slices, int feature)
    {
        var column = new float?[slices.Sum(slice => slice.Count)];
        var at = 0;
        foreach (var (block, first, count) in slices)
        {
            foreach (var value in block[feature].Slice(first, count))
            {
                column[at++] = float.IsFinite(value) ? value : null;
            }
        }

        return column;
    }

    private readonly record struct Slice(ChunkBlock Block, int First, int Count);
}
