using Heimdall.Extractor.Pipeline;
using Heimdall.Ledger.Workers;

namespace Heimdall.Extractor.Queue;

/// <summary>How fast this worker is, from one look to the next.</summary>
internal sealed class WorkerPace(JobMeter jobs, ExtractionMeter recordings, TimeProvider time)
{
    private (long At, long Jobs, long Bytes) _before = (time.GetTimestamp(), jobs.SettledJobs, recordings.BytesSoFar);

    /// <summary>The speed since the call before.</summary>
    public WorkerSpeed Measure()
    {
        var now = (At: time.GetTimestamp(), Jobs: jobs.SettledJobs, Bytes: recordings.BytesSoFar);
        var elapsed = time.GetElapsedTime(_before.At, now.At);
        var speed = elapsed > TimeSpan.Zero
            ? new WorkerSpeed((now.Jobs - _before.Jobs) / elapsed.TotalMinutes, (now.Bytes - _before.Bytes) / elapsed.TotalSeconds)
            : new WorkerSpeed(0, 0);
        _before = now;
        return speed;
    }
}
