using System.Runtime.Versioning;
using Heimdall.Ledger.Objects;
using Microsoft.Extensions.Logging.Abstractions;
using static Heimdall.Tests.Ledger.Objects.TestContent;

namespace Heimdall.Tests.Ledger.Objects;

[SupportedOSPlatform("linux")]
public sealed class DirectoryObjectStoreTests : ObjectStoreContract
{
    private readonly string _root = Directory.CreateTempSubdirectory("heimdall-objects ").FullName;

    private string BucketPath => Path.Join(_root, Bucket);

    [Fact]
    public async Task An_object_is_a_file_of_its_owner_alone()
    {
        await Store.PutAsync("a/b/c.cf32", new UploadStream([1, 2, 3]), 3, default);

        var path = Path.Join(BucketPath, "a/b/c.cf32");
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Join(BucketPath, "a/b")));
    }

    [Fact]
    public async Task A_symbolic_link_out_of_the_bucket_is_followed_by_no_call()
    {
        var outside = Directory.CreateDirectory(Path.Join(_root, "outside")).FullName;
        await File.WriteAllTextAsync(Path.Join(outside, "secret"), "secret");
        await Store.CheckAsync(default);
        Directory.CreateSymbolicLink(Path.Join(BucketPath, "folder"), outside);
        File.CreateSymbolicLink(Path.Join(BucketPath, "file"), Path.Join(outside, "secret"));

        await Assert.ThrowsAsync<InvalidObjectKeyException>(() => Store.OpenReadAsync("folder/secret", default));
        await Assert.ThrowsAsync<InvalidObjectKeyException>(() => Store.OpenReadAsync("file", default));
        await Assert.ThrowsAsync<InvalidObjectKeyException>(() => Store.FindAsync("file", default));
        await Assert.ThrowsAsync<InvalidObjectKeyException>(() => Store.DeleteAsync("folder/secret", default));
        await Assert.ThrowsAsync<InvalidObjectKeyException>(
            () => Store.PutAsync("folder/new/x", new UploadStream([1]), 1, default));

        Assert.Equal(["secret"], Directory.GetFileSystemEntries(outside).Select(Path.GetFileName));
        Assert.Equal("secret", await File.ReadAllTextAsync(Path.Join(outside, "secret")));
    }

    [Fact]
    public async Task A_symbolic_link_within_the_bucket_and_to_the_bucket_itself_is_fine()
    {
        var disk = Directory.CreateDirectory(Path.Join(_root, "disk")).FullName;
        Directory.CreateSymbolicLink(BucketPath, disk);
        await Store.PutAsync("2025/x", new UploadStream([7]), 1, default);
        Directory.CreateSymbolicLink(Path.Join(disk, "latest"), "2025");

        Assert.Equal([7], await ReadAllAsync(await Store.OpenReadAsync("latest/x", default)));
        Assert.True(File.Exists(Path.Join(disk, "2025/x")));
    }

    [Fact]
    public async Task In_a_bucket_that_holds_nothing_an_object_is_not_missing_but_the_store_is_at_fault()
    {
        await Store.CheckAsync(default);
        var fault = await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => Store.OpenReadAsync("2025/x", default));
        Assert.Contains("mounted", fault.Message, StringComparison.Ordinal);
        Assert.Null(await Store.FindAsync("2025/x", default));

        await Store.PutAsync("2025/y", new UploadStream([7]), 1, default);
        await Assert.ThrowsAsync<ObjectMissingException>(() => Store.OpenReadAsync("2025/x", default));
        await Store.DeleteAsync("2025/y", default);
        await Assert.ThrowsAsync<ObjectMissingException>(() => Store.OpenReadAsync("2025/x", default));
    }

    [Fact]
    public async Task What_is_no_file_is_refused_by_every_call_and_waited_for_by_none()
    {
        await Store.PutAsync("folder/x", new UploadStream([7]), 1, default);
        NamedPipe.Make(Path.Join(BucketPath, "pipe"));
        File.CreateSymbolicLink(Path.Join(BucketPath, "link"), "pipe");

        foreach (var location in (string[])["pipe", "link", $"s3://{Bucket}/pipe"])
        {
            var refused = await Task.Run(() => Assert.ThrowsAsync<InvalidObjectKeyException>(() => Store.OpenReadAsync(location, default))).WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal($"Not an object key: '{location}' is a pipe, a socket or a device and no file", refused.Message);
            await Task.Run(() => Assert.ThrowsAsync<InvalidObjectKeyException>(() => Store.FindAsync(location, default))).WaitAsync(TimeSpan.FromSeconds(30));
        }

        await Assert.ThrowsAsync<ObjectMissingException>(() => Store.OpenReadAsync("folder", default));
        Assert.Null(await Store.FindAsync("folder", default));
        File.CreateSymbolicLink(Path.Join(BucketPath, "null"), "/dev/null");
        await Assert.ThrowsAsync<InvalidObjectKeyException>(() => Store.FindAsync("null", default));
    }

    [Fact]
    public async Task An_object_cannot_lie_below_an_object()
    {
        await Store.PutAsync("a", new UploadStream([1]), 1, default);

        await Assert.ThrowsAsync<InvalidObjectKeyException>(() => Store.PutAsync("a/b", new UploadStream([1]), 1, default));

        Assert.Equal(0, await CountUnfinishedAsync());
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_is_unavailable_at_its_use_not_at_the_start()
    {
        var file = Path.Join(_root, "file");
        await File.WriteAllTextAsync(file, "");
        using var store = Open(Path.Join(file, "below"));

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.CheckAsync(default));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.PutAsync("a", new UploadStream([1]), 1, default));
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    protected override Task<IObjectStore?> OpenAsync() => Task.FromResult<IObjectStore?>(Open(_root));

    protected override Task<int> CountUnfinishedAsync() =>
        Task.FromResult(Directory.GetFileSystemEntries(Path.Join(BucketPath, ".uploads")).Length);

    protected override Task LeaveUnfinishedAsync() =>
        File.WriteAllTextAsync(Path.Join(BucketPath, ".uploads", $"{Guid.NewGuid():N}.part"), "half");

    protected override Task PutElsewhereAsync(string bucket, string key, byte[] bytes)
    {
        var path = Path.Join(_root, bucket, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return File.WriteAllBytesAsync(path, bytes);
    }

    protected override Task RemoveBucketAsync()
    {
        Directory.Move(BucketPath, BucketPath + "-away");
        return Task.CompletedTask;
    }

    private static IObjectStore Open(string root) =>
        ObjectStore.Open(
            $"Endpoint={new Uri(root).AbsoluteUri}", new ObjectStoreOptions(), TimeProvider.System, NullLoggerFactory.Instance);
}
