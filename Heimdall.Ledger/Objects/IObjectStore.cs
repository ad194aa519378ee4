namespace Heimdall.Ledger.Objects;

/// <summary>
/// Where recordings lie: objects that are written once, never replaced, hashed while they stream in and read as streams. A location is
/// a key in the store's own bucket or an <c>s3://bucket/key</c> URI.
/// </summary>
/// <remarks>
/// Three kinds of failure are kept apart: a key nobody could store under (<see cref="InvalidObjectKeyException"/>), data at fault
/// (<see cref="ObjectMissingException"/>, <see cref="ObjectExistsException"/>, <see cref="ObjectTooLargeException"/>) and the world at
/// fault (<see cref="ObjectStoreUnavailableException"/>, which is worth a retry). What the source stream of an upload throws comes out
/// unchanged.
/// </remarks>
public interface IObjectStore : IDisposable
{
    /// <summary>
    /// Stores <paramref name="content"/> under <paramref name="key"/>, complete or not at all. When the source fails, the call is
    /// cancelled or the limit is passed, nothing stays behind.
    /// </summary>
    /// <param name="key">A key in the store's own bucket, see <see cref="ObjectKey"/>.</param>
    /// <param name="content">Read to its end, never disposed; memory stays bounded whatever its length.</param>
    /// <param name="maxBytes">The most bytes to accept, at least 0.</param>
    /// <param name="cancellationToken">Ends the upload; what was written is removed.</param>
    /// <returns>The object's location, length and hash.</returns>
    /// <exception cref="InvalidObjectKeyException">The key is not one to store under.</exception>
    /// <exception cref="ObjectExistsException">The key is taken. Of several simultaneous writers one wins.</exception>
    /// <exception cref="ObjectTooLargeException">The content is longer than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="ObjectStoreUnavailableException">The store is out of reach, full, or refuses.</exception>
    Task<StoredObject> PutAsync(string key, Stream content, long maxBytes, CancellationToken cancellationToken);

    /// <summary>Opens an object for reading from its first byte to its last; the caller disposes the stream.</summary>
    /// <remarks>
    /// The stream never ends early: a transfer that breaks is resumed a few times where it broke, then the read throws an
    /// <see cref="IOException"/>.
    /// </remarks>
    /// <exception cref="InvalidObjectKeyException">The location is malformed, or what lies there can be no object, such as a pipe.</exception>
    /// <exception cref="ObjectMissingException">There is no such object.</exception>
    /// <exception cref="ObjectStoreUnavailableException">The store is out of reach or refuses.</exception>
    Task<Stream> OpenReadAsync(string location, CancellationToken cancellationToken);

    /// <summary>What is known of an object without reading it; null where there is none.</summary>
    /// <exception cref="InvalidObjectKeyException">The location is malformed, or what lies there can be no object, such as a pipe.</exception>
    /// <exception cref="ObjectStoreUnavailableException">The store is out of reach or refuses.</exception>
    Task<ObjectFacts?> FindAsync(string location, CancellationToken cancellationToken);

    /// <summary>Removes an object; one that is not there is removed already.</summary>
    /// <exception cref="InvalidObjectKeyException">The location is malformed.</exception>
    /// <exception cref="ObjectStoreUnavailableException">The store is out of reach or refuses.</exception>
    Task DeleteAsync(string location, CancellationToken cancellationToken);

    /// <summary>A cheap check that the store's own bucket can be reached; it is created at the store's first use.</summary>
    /// <exception cref="ObjectStoreUnavailableException">It cannot, and why.</exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Removes what uploads that were cut off by a crash left behind: temporary files, unfinished multipart uploads.</summary>
    /// <param name="olderThan">Only what was last touched before this instant; an upload at work must not be swept.</param>
    /// <param name="cancellationToken">Ends the sweep; what is swept stays swept.</param>
    /// <returns>How many were removed.</returns>
    /// <exception cref="ObjectStoreUnavailableException">The store is out of reach or refuses.</exception>
    Task<int> SweepAsync(DateTimeOffset olderThan, CancellationToken cancellationToken);
}

/// <summary>An object that has just been stored.</summary>
/// <param name="Location">Its key in the store's own bucket.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">The SHA-256 of its bytes, 64 lower-case hexadecimal digits.</param>
public sealed record StoredObject(string Location, long Bytes, string Sha256);

/// <summary>What is known of an object without reading it.</summary>
/// <param name="Bytes">Its length.</param>
public sealed record ObjectFacts(long Bytes);
