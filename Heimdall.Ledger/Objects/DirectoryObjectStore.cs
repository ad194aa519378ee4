using System.Buffers;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Heimdall.Ledger.Objects;

/// <summary>
/// Objects as files: <c>{root}/{bucket}/{key}</c>. An upload is written beside the objects, flushed, then given its name with
/// <c>link(2)</c>, which is atomic and never replaces; the folder is flushed after it.
/// </summary>
/// <remarks>Files are readable by their owner alone.</remarks>
[SupportedOSPlatform("linux")]
internal sealed partial class DirectoryObjectStore : IObjectStore
{
    private const int BufferBytes = 1024 * 1024;
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string UploadExtension = ".part";

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
        var upload = Path.Join(_bucket.UploadsPath, $"{Guid.CreateVersion7():N}{UploadExtension}");
        try
        {
            await WriteAsync(upload, source, cancellationToken);
            Guard(key, () => Publish(upload, key));
        }
        finally
        {
            Discard(upload);
        }

        return new StoredObject(key, source.Bytes, source.Sha256());
    }

    public Task<Stream> OpenReadAsync(string location, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var file = Open(location) ?? throw new ObjectMissingException(location);
        return Task.FromResult<Stream>(new FileStream(file, FileAccess.Read, bufferSize: 64 * 1024, isAsync: file.IsAsync));
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
            var probe = Path.Join(_bucket.UploadsPath, $"{Guid.CreateVersion7():N}{UploadExtension}");
            using (Create(probe))
            {
                File.Delete(probe);
            }
        });
        return Task.CompletedTask;
    }

    public Task<int> SweepAsync(DateTimeOffset olderThan, CancellationToken cancellationToken) =>
        Task.FromResult(Guard(_bucketName, () =>
        {
            EnsureBucket();
            var swept = 0;
            foreach (var upload in new DirectoryInfo(_bucket.UploadsPath).EnumerateFiles("*" + UploadExtension))
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

    private async Task WriteAsync(string upload, UploadSource source, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var file = Guard(upload, () => Create(upload));

            // Only the store's own calls are guarded: what the source throws is the caller's to understand.
            int filled;
            while ((filled = await source.FillAsync(buffer, cancellationToken)) > 0)
            {
                await GuardAsync(upload, () => file.WriteAsync(buffer.AsMemory(0, filled), cancellationToken));
            }

            Guard(upload, () => file.Flush(flushToDisk: true));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Publish(string upload, string key)
    {
        using var folder = _bucket.MakeFolderOf(key);
        var path = Path.Join(LinuxFiles.ViaHandle(folder), Path.GetFileName(key));
        if (!LinuxFiles.TryLink(upload, path))
        {
            throw new ObjectExistsException(key);
        }

        try
        {
            LinuxFiles.Flush(folder);
        }
        catch (IOException)
        {
            // A name that may be lost in a power cut is not published: the caller is told that nothing was stored.
            File.Delete(path);
            throw;
        }
    }

    private void Discard(string upload)
    {
        try
        {
            File.Delete(upload);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUploadLeft(e, upload);
        }
    }

    private SafeFileHandle? Open(string location)
    {
        var parsed = ObjectLocation.Parse(location, _bucketName);
        return Guard(location, () =>
        {
            using var folder = OpenFolder(parsed);
            var path = folder is null ? null : Path.Join(LinuxFiles.ViaHandle(folder), Path.GetFileName(parsed.Key));
            if (!File.Exists(path))
            {
                return null;
            }

            try
            {
                return FolderOf(parsed).Contained(File.OpenHandle(path, options: FileOptions.Asynchronous | FileOptions.SequentialScan));
            }
            catch (FileNotFoundException)
            {
                // Deleted since the line before.
                return null;
            }
        });
    }

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

    private static FileStream Create(string path) =>
        new(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
            UnixCreateMode = FileMode600,
        });

    private static void Guard(string about, Action call) =>
        Guard(about, () =>
        {
            call();
            return true;
        });

    private static T Guard<T>(string about, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(about, e);
        }
    }

    private static async Task GuardAsync(string about, Func<ValueTask> call)
    {
        try
        {
            await call();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(about, e);
        }
    }

    private static ObjectStoreUnavailableException Unavailable(string about, Exception inner) =>
        new($"The object directory failed at {about}: {inner.Message}", inner);

    [LoggerMessage(LogLevel.Warning, "A temporary file of an upload could not be removed, the next sweep will try again: {Path}")]
    private partial void LogUploadLeft(Exception exception, string path);
}
