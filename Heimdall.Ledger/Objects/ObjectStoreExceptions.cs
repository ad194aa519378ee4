namespace Heimdall.Ledger.Objects;

/// <summary>There is no object at a location.</summary>
public sealed class ObjectMissingException(string location, Exception? innerException = null)
    : Exception($"Object not found: {location}", innerException)
{
    public string Location { get; } = location;
}

/// <summary>A key is taken: objects are written once.</summary>
public sealed class ObjectExistsException(string key, Exception? innerException = null)
    : Exception($"An object exists already and is never replaced: {key}", innerException)
{
    public string Key { get; } = key;
}

/// <summary>Content is longer than the caller allows.</summary>
public sealed class ObjectTooLargeException(long maxBytes)
    : Exception($"The content is longer than the limit of {maxBytes} bytes")
{
    public long MaxBytes { get; } = maxBytes;
}

/// <summary>A key or location is malformed or leads out of its bucket.</summary>
public sealed class InvalidObjectKeyException(string reason) : ArgumentException($"Not an object key: {reason}");

/// <summary>The store is out of reach, full or refuses: nothing is wrong with the data, and trying again may help.</summary>
public sealed class ObjectStoreUnavailableException(string message, Exception? innerException = null)
    : IOException(message, innerException);
