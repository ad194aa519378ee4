using Heimdall.Ledger.Objects;

namespace Heimdall.Tests.Extractor;

/// <summary>A real store with a fault in front of reading, where a test wants one.</summary>
internal sealed class FaultyStore(IObjectStore inner) : IObjectStore
{
    /// <summary>Called before an object is opened: it may wait, or throw.</summary>
    public Func<string, CancellationToken, Task>? BeforeOpen { get; set; }

    /// <summary>Called with an object's stream: what it hands out is read instead.</summary>
    public Func<string, Stream, Stream>? Opened { get; set; }

    /// <summary>Called before an object is written: it may wait, or throw.</summary>
    public Func<string, CancellationToken, Task>? BeforePut { get; set; }

    public async Task<Stream> OpenReadAsync(string location, CancellationToken cancellationToken)
    {
        await (BeforeOpen?.Invoke(location, cancellationToken) ?? Task.CompletedTask);
        var stream = await inner.OpenReadAsync(location, cancellationToken);
        return Opened?.Invoke(location, stream) ?? stream;
    }

    public async Task<StoredObject> PutAsync(string key, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        await (BeforePut?.Invoke(key, cancellationToken) ?? Task.CompletedTask);
        return await inner.PutAsync(key, content, maxBytes, cancellationToken);
    }

    public Task<ObjectFacts?> FindAsync(string location, CancellationToken cancellationToken) => inner.FindAsync(location, cancellationToken);

    public Task DeleteAsync(string location, CancellationToken cancellationToken) => inner.DeleteAsync(location, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public Task<int> SweepAsync(DateTimeOffset olderThan, CancellationToken cancellationToken) => inner.SweepAsync(olderThan, cancellationToken);

    public void Dispose()
    {
        // The inner store is its owner's.
    }
}
