using Heimdall.Extractor.Chunks;

namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// The cores on which this process decodes and computes. Whoever works on a chunk holds one of them from its first byte to its last
/// feature, so that all recordings together never keep more threads busy than there are cores. Waiting costs nothing. Who goes on with
/// the next chunk keeps its core unless somebody waits for one.
/// </summary>
/// <param name="count">1 or more.</param>
internal sealed class ComputingCores(int count)
{
    /// <summary>Some stations differ in their settings, and chunks of two rates may take turns.</summary>
    private const int IdleExtractorsPerCore = 4;

    /// <summary>Three chunks of a second's fifth at 2.4 MHz, or dozens at 200 kHz.</summary>
    private const long IdleBytesPerCore = 12L << 20;

    private readonly SemaphoreSlim _free = new(count, count);
    private int _waiting;
    private int _recordings;

    /// <summary>Of the process, free or not.</summary>
    public int Count { get; } = count;

    /// <summary>What computed on a core and will again.</summary>
    public IdleExtractors Extractors { get; } = new(IdleExtractorsPerCore * count);

    /// <summary>What chunks were read into and will be again.</summary>
    public IdleBuffers Buffers { get; } = new(IdleBytesPerCore * count);

    /// <summary>Somebody who takes a core now does not wait.</summary>
    public bool AreFree => _free.CurrentCount > 0;

    /// <summary>Somebody waits for a core: who has one and could go on lets go of it first.</summary>
    public bool AreWanted => Volatile.Read(ref _waiting) > 0;

    /// <summary>
    /// There are more cores than recordings that are worked on, so that one may have several. Else a core that is free is so for a moment,
    /// between one recording and the next.
    /// </summary>
    public bool AreSpare => Volatile.Read(ref _recordings) < Count;

    /// <summary>A recording is worked on from now on, or one after the other is.</summary>
    public void BeginRecordings() => Interlocked.Increment(ref _recordings);

    public void EndRecordings() => Interlocked.Decrement(ref _recordings);

    public Task TakeAsync(CancellationToken cancellationToken)
    {
        var taken = _free.WaitAsync(cancellationToken);
        return taken.IsCompleted ? taken : WaitAsync(taken);
    }

    /// <returns>False where none is free.</returns>
    public bool TryTake() => _free.Wait(0, CancellationToken.None);

    public void Return() => _free.Release();

    private async Task WaitAsync(Task taken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await taken;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
