using Microsoft.Extensions.Logging;

namespace Heimdall.Ledger.Objects;

/// <summary>Opens the object store that a connection string names.</summary>
public static class ObjectStore
{
    /// <summary>
    /// Opens a store. Nothing is contacted yet: a store that is out of reach opens too, and its first use says so.
    /// </summary>
    /// <param name="connectionString">See <see cref="ObjectStoreConnectionString"/>.</param>
    /// <param name="options">What the connection string leaves open.</param>
    /// <param name="timeProvider">The clock of waits between retries.</param>
    /// <param name="loggerFactory">Where what could not be cleaned up is told.</param>
    /// <exception cref="FormatException">The connection string is malformed.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static IObjectStore Open(
        string connectionString,
        ObjectStoreOptions options,
        TimeProvider timeProvider,
        ILoggerFactory loggerFactory)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        var parsed = ObjectStoreConnectionString.Parse(connectionString);
        var effective = options with { Bucket = parsed.Bucket ?? options.Bucket, Region = parsed.Region ?? options.Region };
        effective.Validate();
        return parsed.IsDirectory
            ? OpenDirectory(parsed.Endpoint.LocalPath, effective.Bucket, loggerFactory)
            : new S3ObjectStore(
                S3Client.Create(parsed, effective),
                effective,
                timeProvider,
                loggerFactory.CreateLogger<S3ObjectStore>());
    }

    private static DirectoryObjectStore OpenDirectory(string root, string bucket, ILoggerFactory loggerFactory) =>
        OperatingSystem.IsLinux()
            ? new DirectoryObjectStore(root, bucket, loggerFactory.CreateLogger<DirectoryObjectStore>())
            : throw new PlatformNotSupportedException("The directory object store needs Linux; elsewhere use an S3 endpoint");
}
