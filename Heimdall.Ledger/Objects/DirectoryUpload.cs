using System.Buffers;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using static Heimdall.Ledger.Objects.DirectoryFaults;

namespace Heimdall.Ledger.Objects;

/// <summary>
/// One upload on its way into a bucket: a file that gets its object's name when it is whole and on the disk, and is gone in any other
/// case.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class DirectoryUpload(BucketFolder bucket, string key, ILogger logger) : IDisposable
{
    public const string Extension = ".part";

    private const int BufferBytes = 1024 * 1024;
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path = Path.Join(bucket.UploadsPath, $"{Guid.CreateVersion7():N}{Extension}");

    public FileStream Create() =>
        new(_path, new FileStreamOptions
        {
            Mode = System.IO.FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
            UnixCreateMode = FileMode,
        });

    /// <summary>Writes the content to the disk, not yet under its name.</summary>
    /// <exception cref="ObjectStoreUnavailableException">The disk failed or is full.</exception>
    public async Task WriteAsync(UploadSource source, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var file = Guard(key, Create);

            // Only the store's own calls are guarded: what the source throws is the caller's to understand.
            int filled;
            while ((filled = await source.FillAsync(buffer, cancellationToken)) > 0)
            {
                await GuardAsync(key, () => file.WriteAsync(buffer.AsMemory(0, filled), cancellationToken));
            }

            Guard(key, () => file.Flush(flushToDisk: true));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Gives the written file its object's name.</summary>
    /// <exception cref="ObjectExistsException">The name is taken.</exception>
    /// <exception cref="ObjectStoreUnavailableException">The disk failed.</exception>
    public void Publish() =>
        Guard(key, () =>
        {
            using var folder = bucket.MakeFolderOf(key);
            var name = Path.Join(LinuxFiles.ViaHandle(folder), Path.GetFileName(key));
            if (!LinuxFiles.TryLink(_path, name))
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
                File.Delete(name);
                throw;
            }
        });

    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (IsWorldAtFault(e))
        {
            LogUploadLeft(e, _path);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A temporary file of an upload could not be removed, the next sweep will try again: {Path}")]
    private partial void LogUploadLeft(Exception exception, string path);
}
