namespace Heimdall.Extractor.Queue;

/// <summary>Lets a loop sleep until it is woken or its time has come. Waking it while it works makes its next sleep end at once.</summary>
internal sealed class Wake : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(0);

    public void Set()
    {
        // Two setters at the same moment may both release: one round too many is harmless, one too few is not.
        if (_semaphore.CurrentCount == 0)
        {
            _semaphore.Release();
        }
    }

    public Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => _semaphore.WaitAsync(longest, cancellationToken);

    public void Dispose() => _semaphore.Dispose();
}
