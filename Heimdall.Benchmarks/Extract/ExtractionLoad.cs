using System.Diagnostics;
using Heimdall.Benchmarks.Recordings;
using Heimdall.Extractor.Features;
using Heimdall.Extractor.Pipeline;

namespace Heimdall.Benchmarks.Extract;

/// <summary>
/// Extracts a recording in memory again and again, with the product's own code from the places at which recordings are worked on to the
/// features of each chunk. Neither the object store nor the hash of the bytes nor the database has a part in it.
/// </summary>
internal sealed class ExtractionLoad
{
    private const int DcGuardBins = 2;

    private static readonly IChunkFeatureSet _set = FeatureSets.RfIq;

    private readonly LoadedRecording _recording;
    private readonly RecordingContext _context;
    private readonly ComputingCores _cores;
    private readonly RecordingPlaces _places;
    private readonly int _sideBySide;

    /// <param name="recording">What to extract.</param>
    /// <param name="threads">Chunks computed side by side, 1 or more.</param>
    /// <param name="sideBySide">Recordings worked on side by side, 1 or more; as many as threads without it.</param>
    public ExtractionLoad(LoadedRecording recording, int threads, int? sideBySide = null)
    {
        _recording = recording;
        _context = new RecordingContext(recording.SampleRateHz, DcGuardBins, CalibrationOffsetDb: null);
        _cores = new ComputingCores(threads);
        _sideBySide = sideBySide ?? threads;
        _places = new RecordingPlaces(_sideBySide, _cores, TimeProvider.System);
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
        var (samples, count) = (0L, 0L);
        await using var reader = await _recording.OpenAsync(cancellationToken);
        var chunks = new ParallelChunks(_set, _context, _cores, new StageTimes(TimeProvider.System));
        await foreach (var chunk in chunks.ComputeAsync(reader, cancellationToken))
        {
            samples += chunk.Samples;
            count++;
        }

        return (samples, count);
    }

    private async Task<WorkDone> RunAsync(Func<WorkDone, bool> isMoreWanted, CancellationToken cancellationToken)
    {
        var (started, cpuBefore) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var gate = new Lock();
        var done = new WorkDone(0, 0, TimeSpan.Zero, TimeSpan.Zero);
        await _places.WorkAsync(_sideBySide, PassAfterPassAsync, cancellationToken);
        return done;

        async Task PassAfterPassAsync(int place, CancellationToken cancellation)
        {
            while (Add(await PassAsync(cancellation)))
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

        bool Add((long Samples, long Chunks) pass)
        {
            lock (gate)
            {
                done = new WorkDone(
                    done.Samples + pass.Samples,
                    done.Chunks + pass.Chunks,
                    Stopwatch.GetElapsedTime(started),
                    Environment.CpuUsage.TotalTime - cpuBefore);
                return isMoreWanted(done);
            }
        }
    }
}

/// <summary>What has been extracted, and what it took.</summary>
/// <param name="Samples">In chunks; what was dropped at a recording's end does not count.</param>
/// <param name="Chunks">Of all passes.</param>
/// <param name="Wall">By the clock.</param>
/// <param name="Cpu">Of the whole process.</param>
internal sealed record WorkDone(long Samples, long Chunks, TimeSpan Wall, TimeSpan Cpu);
