using System.Diagnostics;
using Heimdall.Benchmarks.Recordings;
using Heimdall.Extractor.Features;
using Heimdall.Extractor.Pipeline;

namespace Heimdall.Benchmarks.Extract;

/// <summary>
/// Extracts a recording in memory again and again, with the product's own code from the decoding to the features of each chunk. Neither
/// the object store nor the hash of the bytes nor the database has a part in it.
/// </summary>
internal sealed class ExtractionLoad
{
    private const int DcGuardBins = 2;

    private static readonly IChunkFeatureSet _set = FeatureSets.RfIq;

    private readonly LoadedRecording _recording;
    private readonly ParallelChunks _chunks;

    /// <param name="recording">What to extract.</param>
    /// <param name="threads">Chunks computed side by side, 1 or more.</param>
    public ExtractionLoad(LoadedRecording recording, int threads)
    {
        _recording = recording;
        var context = new RecordingContext(recording.SampleRateHz, DcGuardBins, CalibrationOffsetDb: null);
        _chunks = new ParallelChunks(_set, context, new ComputingCores(threads), new StageTimes(TimeProvider.System));
    }

    public static int FeaturesPerChunk => _set.FeatureNames.Count;

    /// <summary>Whole passes, until they have taken a number of seconds.</summary>
    public Task<WorkDone> RunForAsync(TimeSpan wall, CancellationToken cancellationToken) =>
        RunAsync(done => done.Wall < wall, cancellationToken);

    /// <summary>Whole passes, until they have taken a number of CPU seconds.</summary>
    public Task<WorkDone> RunForCpuAsync(TimeSpan cpu, CancellationToken cancellationToken) =>
        RunAsync(done => done.Cpu < cpu, cancellationToken);

    /// <summary>The recording once.</summary>
    /// <returns>Samples and chunks.</returns>
    public async Task<(long Samples, long Chunks)> PassAsync(CancellationToken cancellationToken)
    {
        var (samples, chunks) = (0L, 0L);
        await using var reader = await _recording.OpenAsync(cancellationToken);
        await foreach (var chunk in _chunks.ComputeAsync(reader, cancellationToken))
        {
            samples += chunk.Samples;
            chunks++;
        }

        return (samples, chunks);
    }

    private async Task<WorkDone> RunAsync(Func<WorkDone, bool> isMoreWanted, CancellationToken cancellationToken)
    {
        var (started, cpuBefore) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var done = new WorkDone(0, 0, TimeSpan.Zero, TimeSpan.Zero);
        do
        {
            var (samples, chunks) = await PassAsync(cancellationToken);
            done = new WorkDone(
                done.Samples + samples,
                done.Chunks + chunks,
                Stopwatch.GetElapsedTime(started),
                Environment.CpuUsage.TotalTime - cpuBefore);
        }
        while (isMoreWanted(done));
        return done;
    }
}

/// <summary>What has been extracted, and what it took.</summary>
/// <param name="Samples">In chunks; what was dropped at a recording's end does not count.</param>
/// <param name="Chunks">Of all passes.</param>
/// <param name="Wall">By the clock.</param>
/// <param name="Cpu">Of the whole process.</param>
internal sealed record WorkDone(long Samples, long Chunks, TimeSpan Wall, TimeSpan Cpu);
