using Heimdall.Extractor.Chunks;
using Heimdall.Extractor.Features.RfWaterfall;
using Heimdall.Extractor.Iq;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Objects;
using Heimdall.Ledger.Waterfalls;

namespace Heimdall.Extractor.Pipeline.Waterfalls;

/// <summary>
/// Paints a recording and publishes the picture once the recording's hash was found right. One core at a time works on it, chunk by chunk
/// in turn with everything else. A picture that exists already is not painted again, unless the recording is extracted anew: then something may
/// be wrong with it. The recording is read to its end in any case: whether its data is at fault is a result too.
/// </summary>
internal sealed class WaterfallWork(
    FeatureSetId set,
    Recording recording,
    double sampleRateHz,
    WaterfallObjects objects,
    StoreCondition? writing,
    ComputingCores cores,
    StageTimes stages,
    TimeProvider time) : IRecordingWork
{
    private static readonly Dictionary<string, FeatureAggregate?> NoFeatures = new(StringComparer.Ordinal);

    private readonly int _chunkSamples = ChunkGrid.SamplesPerChunk(sampleRateHz);
    private WaterfallSpool? _spool;
    private WaterfallPainter? _painter;

    public async Task ReadAsync(IqReader reader, ReadingCore core, CancellationToken cancellationToken)
    {
        if (recording.IsMadeAnew || recording.Sha256 is not { } expected || !await objects.ExistsAsync(KeyOf(expected), cancellationToken))
        {
            _spool = new WaterfallSpool(sampleRateHz);
            _painter = new WaterfallPainter(_spool);
        }

        var cutter = new ChunkCutter(reader, new ChunkPool(_chunkSamples, mostChunks: 1, cores.Buffers));
        while (await PaintNextAsync(cutter, core, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        _painter?.Finish();
    }

    public async Task<RecordingYield> FinishAsync(RecordingFacts facts, CancellationToken cancellationToken)
    {
        var key = KeyOf(facts.IqSha256);
        if (_spool is { } spool && _painter is { } painter && (recording.IsMadeAnew || !await objects.ExistsAsync(key, cancellationToken)))
        {
            var mark = stages.Start();
            await PublishAsync(spool, key, Describe(spool, painter, facts), cancellationToken);
            stages.Add(StageTimes.Publish, mark);
        }

        return new RecordingYield(NoFeatures, []);
    }

    public void Dispose() => _spool?.Dispose();

    private async Task PublishAsync(WaterfallSpool spool, WaterfallKey key, WaterfallManifest manifest, CancellationToken cancellationToken)
    {
        var begunAt = time.GetTimestamp();
        try
        {
            if (recording.IsMadeAnew)
            {
                await objects.DeleteAsync(key, manifest, cancellationToken);
            }

            await spool.PublishAsync(objects, key, manifest, cancellationToken);
        }
        catch (ObjectStoreUnavailableException fault)
        {
            // What a temporary file throws is another exception: that is the machine's fault.
            writing?.Failed(fault.Message);
            throw;
        }

        writing?.Served(begunAt);
    }

    private async Task<bool> PaintNextAsync(ChunkCutter cutter, ReadingCore core, CancellationToken cancellationToken)
    {
        await core.TakeAsync(cancellationToken);
        try
        {
            var mark = stages.Start();
            using var chunk = await cutter.CutAsync(cancellationToken);
            mark = stages.Add(StageTimes.Load, mark);
            if (chunk is null)
            {
                return false;
            }

            _painter?.Add(chunk.StartSample, chunk.Written);
            stages.Add(StageTimes.Features, mark);
            return true;
        }
        finally
        {
            core.Return();
        }
    }

    private WaterfallManifest Describe(WaterfallSpool spool, WaterfallPainter painter, RecordingFacts facts) => new(
        recording.Datatype,
        sampleRateHz,
        facts.Samples,
        RowSamples: (long)WaterfallPainter.Bins << spool.Finest,
        spool.Levels(),
        [.. Enumerable.Range(0, WaterfallFormat.Bins).Select(bin => Math.Round(WaterfallFormat.DensityDb(spool.DensityOf(painter.MeanPower(bin))), 2))],
        [.. Enumerable.Range(0, WaterfallFormat.Bins).Select(bin => Math.Round(WaterfallFormat.DensityDb(spool.DensityOf(painter.LargestPower(bin))), 2))],
        _chunkSamples,
        painter.Chunks,
        time.GetUtcNow());

    private WaterfallKey KeyOf(byte[] sha256) => new(set.Version, sha256, recording.Datatype, sampleRateHz);
}
