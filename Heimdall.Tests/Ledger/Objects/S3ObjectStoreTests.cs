using System.Diagnostics;
using Amazon.S3;
using Amazon.S3.Model;
using Heimdall.Ledger.Objects;
using Heimdall.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using static Heimdall.Tests.Ledger.Objects.TestContent;

namespace Heimdall.Tests.Ledger.Objects;

[NeedsCeph]
public sealed class S3ObjectStoreTests(CephGateway gateway) : ObjectStoreContract, IClassFixture<CephGateway>
{
    private static readonly ObjectStoreOptions Impatient = new()
    {
        MaxRetries = 0,
        ConnectTimeout = TimeSpan.FromSeconds(1),
        ReadIdleTimeout = TimeSpan.FromSeconds(1),
    };

    private AmazonS3Client Client => field ??= S3Client.Create(
        ObjectStoreConnectionString.Parse(gateway.ConnectionString), new ObjectStoreOptions());

    [ServerFact]
    public async Task A_transfer_that_breaks_is_resumed_where_it_broke()
    {
        var (key, bytes) = (NewKey(), Bytes(6_000_000));
        await Store.PutAsync(key, new UploadStream(bytes), bytes.Length, default);
        await using var proxy = new CuttingProxy(gateway.Endpoint);
        using var store = Open(proxy.Endpoint);
        proxy.CutAfter(1_000_000);
        proxy.CutAfter(2_000_000);
        proxy.CutAfter(500);

        var read = await ReadAllAsync(await store.OpenReadAsync(key, default));

        Assert.Equal(3, proxy.CutCount);
        Assert.Equal(Sha256(bytes), Sha256(read));
    }

    [ServerFact]
    public async Task A_transfer_that_stalls_is_resumed()
    {
        var (key, bytes) = (NewKey(), Bytes(3_000_000));
        await Store.PutAsync(key, new UploadStream(bytes), bytes.Length, default);
        await using var proxy = new CuttingProxy(gateway.Endpoint);
        using var store = Open(proxy.Endpoint);
        proxy.CutAfter(1_500_000, stall: true);

        var read = await ReadAllAsync(await store.OpenReadAsync(key, default));

        Assert.Equal(1, proxy.CutCount);
        Assert.Equal(Sha256(bytes), Sha256(read));
    }

    [ServerFact]
    public async Task A_transfer_that_keeps_breaking_throws_and_never_ends_early()
    {
        var (key, bytes) = (NewKey(), Bytes(3_000_000));
        await Store.PutAsync(key, new UploadStream(bytes), bytes.Length, default);
        await using var proxy = new CuttingProxy(gateway.Endpoint);
        using var store = Open(proxy.Endpoint);
        for (var cut = 0; cut < 20; cut++)
        {
            proxy.CutAfter(200_000);
        }

        var stream = await store.OpenReadAsync(key, default);
        var broken = await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => ReadAllAsync(stream));

        Assert.Contains("of 3000000", broken.Message, StringComparison.Ordinal);
        Assert.Equal(Impatient.MaxReadResumes + 1, proxy.CutCount);
    }

    [ServerFact]
    public async Task An_object_exchanged_while_it_is_read_is_not_mixed()
    {
        var key = NewKey();
        await Store.PutAsync(key, new UploadStream(Bytes(3_000_000)), long.MaxValue, default);
        await using var proxy = new CuttingProxy(gateway.Endpoint);
        using var store = Open(proxy.Endpoint);
        proxy.CutAfter(1_000_000);
        await using var stream = await store.OpenReadAsync(key, default);
        await Store.DeleteAsync(key, default);
        await Store.PutAsync(key, new UploadStream(Bytes(3_000_000, seed: 2)), long.MaxValue, default);

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => ReadAllAsync(stream));
    }

    [ServerFact]
    public async Task An_upload_whose_answer_was_lost_is_a_success_not_a_rivals()
    {
        await using var proxy = new CuttingProxy(gateway.Endpoint);
        using var store = Open(proxy.Endpoint, Impatient with { MaxRetries = 2 });
        await store.CheckAsync(default);
        foreach (var length in new[] { 1000, (8 * 1024 * 1024) + 5 })
        {
            var (key, bytes) = (NewKey(), Bytes(length));
            var content = new UploadStream(bytes, _ =>
            {
                // The content's end is read before the request that creates the object: its answer, or the last part's, is cut.
                proxy.CutAfter(0);
                return Task.CompletedTask;
            });

            var stored = await store.PutAsync(key, content, long.MaxValue, default);

            Assert.Equal(Sha256(bytes), stored.Sha256);
            Assert.Equal(Sha256(bytes), Sha256(await ReadAllAsync(await Store.OpenReadAsync(key, default))));
        }

        Assert.True(proxy.CutCount >= 2);
        Assert.Equal(0, await CountUnfinishedAsync());
    }

    [ServerFact]
    public async Task A_store_out_of_reach_is_unavailable_soon()
    {
        using var store = Open(new Uri($"http://127.0.0.1:{FreePorts.FindBlock(1)}"));
        var started = Stopwatch.GetTimestamp();

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.CheckAsync(default));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.FindAsync("a", default));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.PutAsync("a", new UploadStream([1]), 1, default));

        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
    }

    [ServerFact]
    public async Task A_wrong_secret_is_the_worlds_fault_and_not_shown()
    {
        using var store = ObjectStore.Open(
            $"Endpoint={gateway.Endpoint};AccessKey={CephGateway.AccessKey};SecretKey=wrong-secret",
            Impatient, TimeProvider.System, NullLoggerFactory.Instance);

        var refused = await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => store.OpenReadAsync("a", default));

        Assert.DoesNotContain("wrong-secret", refused.ToString(), StringComparison.Ordinal);
    }

    [ServerFact]
    public async Task Replicas_that_start_together_on_an_empty_service_all_find_the_bucket()
    {
        var stores = Enumerable.Range(0, 6).Select(_ => Open(gateway.Endpoint, Impatient with { Bucket = "together" })).ToList();

        await Task.WhenAll(stores.Select(store => store.CheckAsync(default)));

        stores.ForEach(store => store.Dispose());
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (TestPrograms.Ceph.WhyAbsent is null)
        {
            Client.Dispose();
        }
    }

    protected override async Task<IObjectStore?> OpenAsync()
    {
        if (TestPrograms.Ceph.WhyAbsent is not null)
        {
            return null;
        }

        await RemoveBucketAsync();
        return Open(gateway.Endpoint, new ObjectStoreOptions());
    }

    protected override async Task<int> CountUnfinishedAsync() =>
        (await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads?.Count ?? 0;

    protected override Task LeaveUnfinishedAsync() => Client.InitiateMultipartUploadAsync(Bucket, NewKey());

    protected override async Task PutElsewhereAsync(string bucket, string key, byte[] bytes)
    {
        await Client.PutBucketAsync(bucket);
        await Client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = bucket,
            Key = key,
            InputStream = new MemoryStream(bytes),
            UseChunkEncoding = false,
        });
    }

    protected override async Task RemoveBucketAsync()
    {
        try
        {
            foreach (var upload in (await Client.ListMultipartUploadsAsync(Bucket)).MultipartUploads ?? [])
            {
                await Client.AbortMultipartUploadAsync(Bucket, upload.Key, upload.UploadId);
            }

            foreach (var found in (await Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket })).S3Objects ?? [])
            {
                await Client.DeleteObjectAsync(Bucket, found.Key);
            }

            await Client.DeleteBucketAsync(Bucket);
        }
        catch (AmazonS3Exception answer) when (answer.ErrorCode == "NoSuchBucket")
        {
            // As wished.
        }
    }

    private static IObjectStore Open(Uri endpoint, ObjectStoreOptions? options = null) =>
        ObjectStore.Open(CephGateway.ConnectionStringFor(endpoint), options ?? Impatient, TimeProvider.System, NullLoggerFactory.Instance);
}
