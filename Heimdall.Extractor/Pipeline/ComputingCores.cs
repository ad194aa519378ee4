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

    private readonly SemaphoreSlim _free = new(count, count);

    /// <summary>Of the process, free or not.</summary>
    public int Count { get; } = count;

    /// <summary>What computed on a core and will again.</summary>
    public IdleExtractors Extractors { get; } = new(IdleExtractorsPerCore * count);

    public Task TakeAsync(CancellationToken cancellationToken) => _free.WaitAsync(cancellationToken);

    public void Return() => _free.Release();
}
