using System.Security.Cryptography;
using Heimdall.Ledger.Objects;
using Heimdall.Ledger.Waterfalls;
using Heimdall.Tests.Servers;
using static Heimdall.Tests.Ledger.Objects.TestContent;

namespace Heimdall.Tests.Ledger.Objects;

/// <summary>What holds for every object store; one subclass a store.</summary>
public abstract class ObjectStoreContract : IAsyncLifetime
{
    private const int PartBytes = 8 * 1024 * 1024;
    private const long NoLimit = long.MaxValue;

    private static readonly int[] Lengths =
        [0, 1, PartBytes - 1, PartBytes, PartBytes + 1, 2 * PartBytes, (2 * PartBytes) + 4_000_003];

    private IObjectStore? _store;

    protected IObjectStore Store => _store ?? throw new InvalidOperationException("The store is not open");

    protected static string Bucket => "heimdall-raw-iq";

    public async Task InitializeAsync()
    {
        _store = await OpenAsync();
    }

    public virtual Task DisposeAsync()
    {
        _store?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Opens the store under test, or null where its server is absent and the tests are skipped.</summary>
    protected abstract Task<IObjectStore?> OpenAsync();

    /// <summary>How many unfinished uploads there are.</summary>
    protected abstract Task<int> CountUnfinishedAsync();

    /// <summary>Makes an unfinished upload as a crash leaves it.</summary>
    protected abstract Task LeaveUnfinishedAsync();

    /// <summary>Puts an object into another bucket, behind the store's back.</summary>
    protected abstract Task PutElsewhereAsync(string bucket, string key, byte[] bytes);

    /// <summary>Takes the store's bucket away, as an unmounted disk does.</summary>
    protected abstract Task RemoveBucketAsync();

    [ServerFact]
    public async Task A_waterfall_is_there_with_its_manifest_and_never_changes()
    {
        var waterfalls = new WaterfallObjects(Store);
        var key = new WaterfallKey(1, RandomNumberGenerator.GetBytes(32), "ci16_le", 12_000);
        var chunks = new byte[2 * ChunkPreview.Bytes];
        ChunkPreview.Write(2400, 1200, new double[512], new ChunkPreview.Amplitudes(new float[256], new float[256], new float[512], new float[512]), chunks.AsSpan(ChunkPreview.Bytes));
        await waterfalls.PutTileAsync(key, 0, 3, Bytes(512 * 7), default);
        await waterfalls.PutChunksAsync(key, 1, chunks, default);
        Assert.False(await waterfalls.ExistsAsync(key, default));
        Assert.Null(await waterfalls.ReadManifestAsync(key, default));

        var manifest = new WaterfallManifest("ci16_le", 12_000, 3600, 512, [new WaterfallLevel(0, 7, 512 / 12_000.0, 1)], new double[512], new double[512], 2400, 2, DateTimeOffset.UnixEpoch);
        await waterfalls.PutManifestAsync(key, manifest, default);
        await waterfalls.PutManifestAsync(key, manifest with { Samples = 1 }, default);
        await waterfalls.PutTileAsync(key, 0, 3, new byte[512], default);

        Assert.True(await waterfalls.ExistsAsync(key, default));
        Assert.Equal(3600, (await waterfalls.ReadManifestAsync(key, default))?.Samples);
        Assert.Equal(Bytes(512 * 7), await ReadAllAsync(await waterfalls.OpenTileAsync(key, 0, 3, default) ?? Stream.Null));
        Assert.Null(await waterfalls.OpenTileAsync(key, 0, 4, default));
        Assert.Equal((2400, 1200), await waterfalls.ReadChunkAsync(key, 65, default) is { } chunk ? (chunk.StartSample, chunk.Samples) : default);
        Assert.Null(await waterfalls.ReadChunkAsync(key, 66, default));
        Assert.Null(await waterfalls.ReadChunkAsync(key, 0, default));
    }

    [ServerFact]
    public async Task What_was_put_is_read_back_at_every_length()
    {
        foreach (var length in Lengths)
        {
            var (key, bytes) = (NewKey(), Bytes(length));

            var stored = await Store.PutAsync(key, new UploadStream(bytes), NoLimit, default);

            Assert.Equal(new StoredObject(key, length, Sha256(bytes)), stored);
            Assert.Equal(new ObjectFacts(length), await Store.FindAsync(key, default));
            Assert.Equal(Sha256(bytes), Sha256(await ReadAllAsync(await Store.OpenReadAsync(key, default))));
        }

        Assert.Equal(0, await CountUnfinishedAsync());
    }

    [ServerFact]
    public async Task An_object_is_never_replaced()
    {
        var (key, first) = (NewKey(), Bytes(1000));
        await Store.PutAsync(key, new UploadStream(first), NoLimit, default);

        var second = new UploadStream(Bytes(1000, seed: 2));
        var refused = await Assert.ThrowsAsync<ObjectExistsException>(() => Store.PutAsync(key, second, NoLimit, default));

        Assert.Equal(key, refused.Key);
        Assert.False(second.WasRead, "a taken key costs no transfer");
        Assert.Equal(first, await ReadAllAsync(await Store.OpenReadAsync(key, default)));
    }

    [ServerFact]
    public async Task Of_eight_writers_of_one_key_exactly_one_wins()
    {
        for (var round = 0; round < 25; round++)
        {
            var key = NewKey();
            using var start = new Barrier(8);
            var writers = Enumerable.Range(0, 8).Select(seed => Task.Factory.StartNew(
                async () =>
                {
                    start.SignalAndWait();
                    try
                    {
                        return await Store.PutAsync(key, new UploadStream(Bytes(5000, seed)), NoLimit, default);
                    }
                    catch (ObjectExistsException)
                    {
                        return null;
                    }
                },
                TaskCreationOptions.LongRunning).Unwrap());

            var winner = Assert.Single(await Task.WhenAll(writers), stored => stored is not null)!;

            Assert.Equal(winner.Sha256, Sha256(await ReadAllAsync(await Store.OpenReadAsync(key, default))));
        }

        Assert.Equal(0, await CountUnfinishedAsync());
    }

    [ServerFact]
    public async Task Content_up_to_the_limit_is_stored_and_one_byte_more_is_not()
    {
        foreach (var limit in new[] { 1000, (2 * PartBytes) + 1000 })
        {
            await Store.PutAsync(NewKey(), new UploadStream(Bytes(limit)), limit, default);

            var key = NewKey();
            var refused = await Assert.ThrowsAsync<ObjectTooLargeException>(
                () => Store.PutAsync(key, new UploadStream(Bytes(limit + 1)), limit, default));

            Assert.Equal(limit, refused.MaxBytes);
            Assert.Contains($"{limit} bytes", refused.Message, StringComparison.Ordinal);
            await AssertNothingLeftAsync(key);
        }
    }

    [ServerFact]
    public async Task A_source_that_fails_leaves_nothing_and_its_own_exception_comes_out()
    {
        foreach (var length in new[] { 0, 1000, PartBytes + 5, (3 * PartBytes) + 5 })
        {
            var key = NewKey();
            var lost = new IOException("The client reset the request stream");

            var thrown = await Assert.ThrowsAsync<IOException>(
                () => Store.PutAsync(key, new UploadStream(Bytes(length), _ => throw lost), NoLimit, default));

            Assert.Same(lost, thrown);
            await AssertNothingLeftAsync(key);
        }
    }

    [ServerFact]
    public async Task A_cancelled_upload_leaves_nothing()
    {
        foreach (var length in new[] { 1000, (2 * PartBytes) + 5 })
        {
            var key = NewKey();
            using var cancellation = new CancellationTokenSource();
            var content = new UploadStream(Bytes(length), async token =>
            {
                await cancellation.CancelAsync();
                token.ThrowIfCancellationRequested();
            });

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PutAsync(key, content, NoLimit, cancellation.Token));

            await AssertNothingLeftAsync(key);
        }
    }

    [ServerFact]
    public async Task A_key_can_be_used_after_an_upload_to_it_failed()
    {
        var (key, bytes) = (NewKey(), Bytes(PartBytes + 100));
        await Assert.ThrowsAsync<IOException>(
            () => Store.PutAsync(key, new UploadStream(bytes, _ => throw new IOException("cut off")), NoLimit, default));

        await Store.PutAsync(key, new UploadStream(bytes), NoLimit, default);

        Assert.Equal(Sha256(bytes), Sha256(await ReadAllAsync(await Store.OpenReadAsync(key, default))));
    }

    [ServerFact]
    public async Task A_missing_object_is_said_to_be_missing()
    {
        await Store.PutAsync("there/file", new UploadStream(Bytes(1)), NoLimit, default);
        foreach (var location in new[] { NewKey(), "there", "there/file/below", $"s3://{Bucket}/none", "s3://no-such-bucket/none" })
        {
            var missing = await Assert.ThrowsAsync<ObjectMissingException>(() => Store.OpenReadAsync(location, default));

            Assert.Equal(location, missing.Location);
            Assert.Null(await Store.FindAsync(location, default));
            await Store.DeleteAsync(location, default);
        }
    }

    [ServerFact]
    public async Task A_deleted_object_is_gone_and_deleting_it_again_is_no_error()
    {
        var key = NewKey();
        await Store.PutAsync(key, new UploadStream(Bytes(10)), NoLimit, default);

        await Store.DeleteAsync(key, default);
        await Store.DeleteAsync(key, default);

        Assert.Null(await Store.FindAsync(key, default));
        await Store.PutAsync(key, new UploadStream(Bytes(10)), NoLimit, default);
    }

    [ServerFact]
    public async Task Odd_keys_are_only_odd()
    {
        string[] keys =
        [
            "with space/and  two", "ünïcödé/日本/🛰", "a%2Fb%20c%", "plus+plus", "hash#hash", "what?a=b&c", "..a/a../a..b", ".hidden/.x",
            "quote'\"`", "semi;colon:at@equals=", "~tilde/*star", "trailing ", "<xml>&amp;", new string('x', 255),
            string.Join('/', Enumerable.Repeat(new string('y', 100), 10)),
        ];
        foreach (var (index, key) in keys.Index())
        {
            var bytes = Bytes(100, seed: index);
            await Store.PutAsync(key, new UploadStream(bytes), NoLimit, default);
            Assert.Equal(bytes, await ReadAllAsync(await Store.OpenReadAsync(key, default)));
            Assert.Equal(bytes, await ReadAllAsync(await Store.OpenReadAsync($"s3://{Bucket}/{key}", default)));
        }
    }

    [ServerFact]
    public async Task A_key_that_leads_elsewhere_is_refused_by_every_call()
    {
        string[] keys =
            ["", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "a/.", "a\\b", "a\nb", ".uploads/x", new string('z', 256)];
        foreach (var key in keys)
        {
            await Assert.ThrowsAsync<InvalidObjectKeyException>(() => Store.PutAsync(key, new UploadStream([1]), NoLimit, default));
            await Assert.ThrowsAsync<InvalidObjectKeyException>(() => Store.OpenReadAsync(key, default));
            await Assert.ThrowsAsync<InvalidObjectKeyException>(() => Store.FindAsync($"s3://{Bucket}/{key}", default));
            await Assert.ThrowsAsync<InvalidObjectKeyException>(() => Store.DeleteAsync(key, default));
        }

        // A new object goes to the store's own bucket: the location of another is no key.
        await Assert.ThrowsAsync<InvalidObjectKeyException>(
            () => Store.PutAsync("s3://other/x", new UploadStream([1]), NoLimit, default));
    }

    [ServerFact]
    public async Task An_object_of_another_bucket_is_read_by_its_uri()
    {
        var bytes = Bytes(3000);
        await PutElsewhereAsync("partner-captures", "2025/site 7/x.cf32", bytes);

        Assert.Equal(new ObjectFacts(3000), await Store.FindAsync("s3://partner-captures/2025/site 7/x.cf32", default));
        Assert.Equal(bytes, await ReadAllAsync(await Store.OpenReadAsync("s3://partner-captures/2025/site 7/x.cf32", default)));
        Assert.Null(await Store.FindAsync("2025/site 7/x.cf32", default));
    }

    [ServerFact]
    public async Task Bytes_come_in_order_whatever_the_size_of_the_reads()
    {
        var (key, bytes) = (NewKey(), Bytes(300_001));
        await Store.PutAsync(key, new UploadStream(bytes), NoLimit, default);
        var sizes = new Random(3);

        await using var stream = await Store.OpenReadAsync(key, default);
        var copy = new MemoryStream();
        var buffer = new byte[70_000];
        int read;
        while ((read = await stream.ReadAsync(buffer.AsMemory(0, sizes.Next(1, buffer.Length)))) > 0)
        {
            copy.Write(buffer, 0, read);
        }

        Assert.Equal(bytes, copy.ToArray());
        Assert.Equal(0, await stream.ReadAsync(buffer));
    }

    [ServerFact]
    public async Task A_store_in_reach_passes_its_check_and_the_check_leaves_nothing()
    {
        await Store.CheckAsync(default);

        Assert.Equal(0, await CountUnfinishedAsync());
    }

    [ServerFact]
    public async Task A_sweep_removes_old_unfinished_uploads_and_nothing_else()
    {
        var key = NewKey();
        await Store.PutAsync(key, new UploadStream(Bytes(10)), NoLimit, default);
        await LeaveUnfinishedAsync();
        await LeaveUnfinishedAsync();

        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal(0, await Store.SweepAsync(now.AddHours(-24), default));
        Assert.Equal(2, await CountUnfinishedAsync());
        Assert.Equal(2, await Store.SweepAsync(now.AddMinutes(1), default));

        Assert.Equal(0, await CountUnfinishedAsync());
        Assert.Equal(new ObjectFacts(10), await Store.FindAsync(key, default));
    }

    [ServerFact]
    public async Task A_bucket_that_went_away_is_the_worlds_fault_and_no_missing_recording()
    {
        var key = NewKey();
        await Store.PutAsync(key, new UploadStream(Bytes(10)), NoLimit, default);
        await RemoveBucketAsync();

        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => Store.CheckAsync(default));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => Store.OpenReadAsync(key, default));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => Store.FindAsync(key, default));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => Store.DeleteAsync(key, default));
        await Assert.ThrowsAsync<ObjectStoreUnavailableException>(() => Store.PutAsync(key, new UploadStream([1]), NoLimit, default));
    }

    protected static string NewKey() =>
        ObjectKey.For(new DateTimeOffset(2025, 3, 9, 23, 59, 58, 7, TimeSpan.Zero), Guid.NewGuid(), 145_500_000, Guid.NewGuid(), "cf32");

    private async Task AssertNothingLeftAsync(string key)
    {
        Assert.Null(await Store.FindAsync(key, default));
        Assert.Equal(0, await CountUnfinishedAsync());
    }
}
