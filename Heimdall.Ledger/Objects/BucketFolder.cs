using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Heimdall.Ledger.Objects;

/// <summary>
/// One bucket of the directory store. Every path is checked where it really led, on the open handle, so that no symbolic link can
/// lead out of the bucket, not even one that appears between a check and its use.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class BucketFolder(string root, string bucket)
{
    public const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _path = Path.Join(root, bucket);

    /// <summary>The folder of uploads under way, on the same file system as the objects that they become.</summary>
    public string UploadsPath => Path.Join(_path, ObjectKey.UploadsSegment);

    public string PathOf(string key) => Path.Join(_path, key);

    /// <summary>Makes the bucket.</summary>
    public void Create() => Directory.CreateDirectory(_path, FolderMode);

    /// <summary>Throws when the bucket is gone; a folder for uploads that is gone is made again.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no bucket.</exception>
    public void RequireExisting()
    {
        using var bucketFolder = OpenBucket();
        Directory.CreateDirectory(Path.Join(LinuxFiles.ViaHandle(bucketFolder), ObjectKey.UploadsSegment), FolderMode);
    }

    /// <summary>True where nothing was ever stored here: folders of objects that were deleted count as something.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no bucket.</exception>
    public bool IsUntouched()
    {
        using var bucketFolder = OpenBucket();
        return Directory.EnumerateFileSystemEntries(LinuxFiles.ViaHandle(bucketFolder))
            .All(entry => Path.GetFileName(entry) == ObjectKey.UploadsSegment);
    }

    /// <summary>Opens the folder an object lies in; null where there is none.</summary>
    /// <exception cref="InvalidObjectKeyException">A symbolic link leads out of the bucket.</exception>
    public SafeFileHandle? OpenFolderOf(string key)
    {
        var folder = LinuxFiles.OpenDirectory(FolderPathOf(key));
        return folder is null ? null : Contained(folder);
    }

    /// <summary>Opens the folder an object is to lie in, made where it is missing, so that it survives a power cut.</summary>
    /// <exception cref="InvalidObjectKeyException">A symbolic link leads out of the bucket, or a parent is an object.</exception>
    public SafeFileHandle MakeFolderOf(string key)
    {
        var folder = OpenBucket();
        foreach (var segment in key.Split('/')[..^1])
        {
            var parent = folder;
            using (parent)
            {
                folder = OpenOrMake(parent, segment);
            }
        }

        return folder;
    }

    /// <summary>Throws when what is open does not lie in this bucket.</summary>
    /// <exception cref="InvalidObjectKeyException">A symbolic link led out of the bucket.</exception>
    public SafeFileHandle Contained(SafeFileHandle opened)
    {
        using var bucketFolder = OpenBucket();
        var bucketPath = LinuxFiles.PathOf(bucketFolder);
        var path = LinuxFiles.PathOf(opened);
        if (path != bucketPath && !path.StartsWith(bucketPath + "/", StringComparison.Ordinal))
        {
            opened.Dispose();
            throw new InvalidObjectKeyException("a symbolic link leads out of the bucket");
        }

        return opened;
    }

    private SafeFileHandle OpenBucket() =>
        LinuxFiles.OpenDirectory(_path) ?? throw new DirectoryNotFoundException($"The bucket's directory is gone: {_path}");

    private SafeFileHandle OpenOrMake(SafeFileHandle parent, string segment)
    {
        var path = Path.Join(LinuxFiles.ViaHandle(parent), segment);
        if (LinuxFiles.OpenDirectory(path) is { } existing)
        {
            return Contained(existing);
        }

        if (File.Exists(path))
        {
            throw new InvalidObjectKeyException($"'{segment}' is an object, not a folder");
        }

        Directory.CreateDirectory(path, FolderMode);
        LinuxFiles.Flush(parent);
        var made = LinuxFiles.OpenDirectory(path) ?? throw new DirectoryNotFoundException($"A new directory is gone: {path}");
        return Contained(made);
    }

    private string FolderPathOf(string key)
    {
        var slash = key.LastIndexOf('/');
        return slash < 0 ? _path : PathOf(key[..slash]);
    }
}
