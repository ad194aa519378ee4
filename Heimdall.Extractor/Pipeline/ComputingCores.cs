using Heimdall.Extractor.Chunks;

namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// The cores on which this process decodes and computes. Whoever works on a chunk holds one of them from its first byte to its last
/// feature, so that all recordings together never keep more threads busy than there are cores. Waiting costs nothing.
/// </summary>
/// <param name="count">1 or more.</param>
internal sealed class ComputingCores(int count)
{
    /// <summary>Some stations differ in their settings, and chunks of two rates may take turns.</summary>
    private const int IdleExtractorsPerCore = 4;

    /// <summary>Three chunks of a second's fifth at 2.4 MHz, or dozens at 200 kHz.</summary>
    private const long IdleBytesPerCore = 12L << 20;

    private readonly SemaphoreSlim _free = new(count, count);

    /// <summary>Of the process, free or not.</summary>
    public int Count { get; } = count;

    /// <summary>What computed on a core and will again.</summary>
    public IdleExtractors Extractors { get; } = new(IdleExtractorsPerCore * count);

    /// <summary>What chunks were read into and will be again.</summary>
    public IdleBuffers Buffers { get; } = new(IdleBytesPerCore * count);

    /// <summary>Somebody who takes a core now does not wait.</summary>
    public bool AreFree => _free.CurrentCount > 0;

    public Task TakeAsync(CancellationToken cancellationToken) => _free.WaitAsync(cancellationToken);

    public void Return() => _free.Release();
}
