using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using static Heimdall.Ledger.Objects.DirectoryFaults;

namespace Heimdall.Ledger.Objects;

/// <summary>
/// Objects as files: <c>{root}/{bucket}/{key}</c>. An upload is written beside the objects, flushed, then given its name with
/// <c>link(2)</c>, which is atomic and never replaces; the folder is flushed after it.
/// </summary>
/// <remarks>Files are readable by their owner alone.</remarks>
[SupportedOSPlatform("linux")]
internal sealed class DirectoryObjectStore : IObjectStore
{
    private readonly string _root;
    private readonly string _bucketName;
    private readonly BucketFolder _bucket;
    private readonly ILogger<DirectoryObjectStore> _logger;
    private volatile bool _isCreated;

    public DirectoryObjectStore(string root, string bucket, ILogger<DirectoryObjectStore> logger)
    {
        _root = Path.TrimEndingDirectorySeparator(root);
        _bucketName = bucket;
        _bucket = new BucketFolder(_root, bucket);
        _logger = logger;
    }

    public async Task<StoredObject> PutAsync(string key, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        ObjectKey.Validate(key);
        if (await FindAsync(key, cancellationToken) is not null)
        {
            throw new ObjectExistsException(key);
        }

        using var source = new UploadSource(content, maxBytes);
        using var upload = new DirectoryUpload(_bucket, key, _logger);
        await upload.WriteAsync(source, cancellationToken);
        upload.Publish();
        return new StoredObject(key, source.Bytes, source.Sha256());
    }

    public Task<Stream> OpenReadAsync(string location, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<Stream>(new DirectoryObjectStream(Open(location) ?? throw Missing(location)));
    }

    public Task<ObjectFacts?> FindAsync(string location, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var file = Open(location);
        return Task.FromResult(file is null ? null : new ObjectFacts(Guard(location, () => RandomAccess.GetLength(file))));
    }

    public Task DeleteAsync(string location, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var parsed = ObjectLocation.Parse(location, _bucketName);
        Guard(location, () =>
        {
            using var folder = OpenFolder(parsed);
            var path = folder is null ? null : Path.Join(LinuxFiles.ViaHandle(folder), Path.GetFileName(parsed.Key));
            if (folder is not null && File.Exists(path))
            {
                File.Delete(path);
                LinuxFiles.Flush(folder);
            }
        });
        return Task.CompletedTask;
    }

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Guard(_bucketName, () =>
        {
            EnsureBucket();
            using var probe = new DirectoryUpload(_bucket, "check", _logger);
            probe.Create().Dispose();
        });
        return Task.CompletedTask;
    }

    public Task<int> SweepAsync(DateTimeOffset olderThan, CancellationToken cancellationToken) =>
        Task.FromResult(Guard(_bucketName, () =>
        {
            EnsureBucket();
            var swept = 0;
            foreach (var upload in new DirectoryInfo(_bucket.UploadsPath).EnumerateFiles("*" + DirectoryUpload.Extension))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (upload.LastWriteTimeUtc < olderThan.UtcDateTime)
                {
                    upload.Delete();
                    swept++;
                }
            }

            return swept;
        }));

    public void Dispose()
    {
        // Nothing is kept open between calls.
    }

    // Somebody recorded this object. A bucket in which there is nothing at all is not where that was: its disk is not mounted, as a rule, and
    // the folder below the mount was taken for it. Recordings that are there must not be written down as missing for that.
    private Exception Missing(string location) =>
        ObjectLocation.Parse(location, _bucketName).Bucket == _bucketName && Guard(location, _bucket.IsUntouched)
            ? new ObjectStoreUnavailableException($"The object directory {_bucket.PathOf("")} holds no object at all, and {location} should be there: is its disk mounted?")
            : new ObjectMissingException(location);

    private SafeFileHandle? Open(string location)
    {
        var parsed = ObjectLocation.Parse(location, _bucketName);
        return Guard(location, () =>
        {
            using var folder = OpenFolder(parsed);
            var path = folder is null ? null : Path.Join(LinuxFiles.ViaHandle(folder), Path.GetFileName(parsed.Key));
            using var found = path is null ? null : LinuxFiles.Find(path);
            return found is not null && IsFile(found, location)
                ? FolderOf(parsed).Contained(File.OpenHandle(LinuxFiles.ViaHandle(found), options: FileOptions.SequentialScan))
                : null;
        });
    }

    // An object is a file. A named pipe would keep whoever opens it waiting for ever.
    private static bool IsFile(SafeFileHandle found, string location) => LinuxFiles.KindOf(found) switch
    {
        FoundKind.File => true,
        FoundKind.Directory => false,
        _ => throw new InvalidObjectKeyException($"'{location}' is a pipe, a socket or a device and no file"),
    };

    private SafeFileHandle? OpenFolder(ObjectLocation location)
    {
        // The store's own bucket must be there: an unmounted disk is the world's fault and no missing recording.
        if (location.Bucket == _bucketName)
        {
            EnsureBucket();
        }

        return FolderOf(location).OpenFolderOf(location.Key);
    }

    private BucketFolder FolderOf(ObjectLocation location) =>
        location.Bucket == _bucketName ? _bucket : new BucketFolder(_root, location.Bucket);

    private void EnsureBucket()
    {
        if (!_isCreated)
        {
            _bucket.Create();
            _isCreated = true;
        }

        _bucket.RequireExisting();
    }
}
