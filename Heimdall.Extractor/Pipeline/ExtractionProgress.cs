namespace Heimdall.Extractor.Pipeline;

/// <summary>How far a job is, by the bytes of its recordings. Written by the pipeline, read by whoever renews the lease.</summary>
internal sealed class ExtractionProgress
{
    private long[] _expected = [];
    private long[] _read = [];
    private int _unfinished;
    private int _underWay;

    /// <summary>
    /// What is left to do waits for a place, which other jobs have: that it is no further is not its own doing, and whoever holds them up shows
    /// it by its own progress.
    /// </summary>
    public bool IsWaiting => Volatile.Read(ref _unfinished) > 0 && Volatile.Read(ref _underWay) == 0;

    /// <summary>0…100.</summary>
    public int Percent
    {
        get
        {
            var (expected, read) = (Volatile.Read(ref _expected), Volatile.Read(ref _read));
            var total = expected.Sum();
            return total == 0 ? 0 : (int)(100.0 * Enumerable.Range(0, read.Length).Sum(i => Volatile.Read(ref read[i])) / total);
        }
    }

    /// <summary>Says which recordings there are.</summary>
    /// <param name="bytes">Their lengths. One that is not known counts like the mean of the others.</param>
    public void Begin(IReadOnlyList<long?> bytes)
    {
        var typical = Math.Max(1, (long)(bytes.Average() ?? 1));
        Volatile.Write(ref _read, new long[bytes.Count]);
        Volatile.Write(ref _expected, [.. bytes.Select(length => length ?? typical)]);
        Volatile.Write(ref _unfinished, bytes.Count);
    }

    /// <summary>A recording has its place: it is worked on from now on.</summary>
    public void Start() => Interlocked.Increment(ref _underWay);

    public void Report(int recording, long bytesRead) => Volatile.Write(ref _read[recording], Math.Min(bytesRead, _expected[recording]));

    /// <summary>A recording is done with, for better or worse.</summary>
    public void Finish(int recording)
    {
        Volatile.Write(ref _read[recording], _expected[recording]);
        Interlocked.Decrement(ref _unfinished);
        Interlocked.Decrement(ref _underWay);
    }
}
