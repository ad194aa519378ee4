using System.Buffers;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;

namespace Heimdall.Ledger.Objects;

/// <summary>Objects in an S3 service: MinIO, Ceph, AWS and whatever else serves the S3 API.</summary>
/// <remarks>
/// Write-once is atomic where the service honours conditional writes: for objects of one part with every service that design.md names,
/// for larger ones with AWS and MinIO. Elsewhere two simultaneous uploads of the same large key could both succeed; keys carry a
/// measurement's id, so that this takes two uploads of one measurement.
/// </remarks>
internal sealed partial class S3ObjectStore(
    AmazonS3Client client,
    ObjectStoreOptions options,
    TimeProvider timeProvider,
    ILogger<S3ObjectStore> logger) : IObjectStore
{
    private static readonly TimeSpan CleaningTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    private readonly S3Bucket _bucket = new(client, options.Bucket);

    public async Task<StoredObject> PutAsync(string key, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        ObjectKey.Validate(key);
        await _bucket.EnsureAsync(cancellationToken);
        if (await FindAsync(key, cancellationToken) is not null)
        {
            throw new ObjectExistsException(key);
        }

        using var source = new UploadSource(content, maxBytes);
        var upload = new S3Upload(client, options, key);
        try
        {
            await SendAsync(upload, source, cancellationToken);
            await VerifyAsync(upload, key, source.Bytes, cancellationToken);
        }
        catch
        {
            await AbandonAsync(upload, key);
            throw;
        }

        return new StoredObject(key, source.Bytes, source.Sha256());
    }

    public async Task<Stream> OpenReadAsync(string location, CancellationToken cancellationToken)
    {
        var parsed = ObjectLocation.Parse(location, options.Bucket);
        await EnsureOwnAsync(parsed, cancellationToken);
        try
        {
            var opened = await S3Faults.GuardAsync(
                location, cancellationToken, () => client.GetObjectAsync(parsed.Bucket, parsed.Key, cancellationToken));
            return new S3ResumingStream(client, options, timeProvider, parsed, opened);
        }
        catch (AmazonS3Exception answer)
        {
            await RequireOwnAsync(parsed, cancellationToken);
            throw new ObjectMissingException(location, answer);
        }
    }

    public async Task<ObjectFacts?> FindAsync(string location, CancellationToken cancellationToken)
    {
        var parsed = ObjectLocation.Parse(location, options.Bucket);
        await EnsureOwnAsync(parsed, cancellationToken);
        try
        {
            var found = await S3Faults.GuardAsync(
                location, cancellationToken, () => client.GetObjectMetadataAsync(parsed.Bucket, parsed.Key, cancellationToken));
            return new ObjectFacts(found.ContentLength);
        }
        catch (AmazonS3Exception)
        {
            await RequireOwnAsync(parsed, cancellationToken);
            return null;
        }
    }

    public async Task DeleteAsync(string location, CancellationToken cancellationToken)
    {
        var parsed = ObjectLocation.Parse(location, options.Bucket);
        await EnsureOwnAsync(parsed, cancellationToken);
        try
        {
            await S3Faults.GuardAsync(
                location, cancellationToken, () => client.DeleteObjectAsync(parsed.Bucket, parsed.Key, cancellationToken));
        }
        catch (AmazonS3Exception)
        {
            // Gone already; but not together with its bucket.
            await RequireOwnAsync(parsed, cancellationToken);
        }
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(CheckTimeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _bucket.EnsureAsync(either.Token);
            await _bucket.RequireAsync(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ObjectStoreUnavailableException($"The object store did not answer within {CheckTimeout.TotalSeconds} s", e);
        }
    }

    public async Task<int> SweepAsync(DateTimeOffset olderThan, CancellationToken cancellationToken)
    {
        await _bucket.EnsureAsync(cancellationToken);
        var swept = 0;
        var request = new ListMultipartUploadsRequest { BucketName = options.Bucket };
        bool isMore;
        do
        {
            var page = await S3Faults.GuardAsync(
                "unfinished uploads", cancellationToken, () => client.ListMultipartUploadsAsync(request, cancellationToken));
            foreach (var upload in page.MultipartUploads ?? [])
            {
                if (upload.Initiated is { } initiated && initiated.ToUniversalTime() < olderThan.UtcDateTime)
                {
                    swept += await SweepAsync(upload, cancellationToken);
                }
            }

            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
            isMore = page.IsTruncated == true;
        }
        while (isMore);

        return swept;
    }

    public void Dispose() => client.Dispose();

    private async Task SendAsync(S3Upload upload, UploadSource source, CancellationToken cancellationToken)
    {
        var first = ArrayPool<byte>.Shared.Rent(options.PartBytes);
        var second = Array.Empty<byte>();
        try
        {
            var bytes = await source.FillAsync(first.AsMemory(0, options.PartBytes), cancellationToken);
            if (bytes < options.PartBytes)
            {
                await upload.SendWholeAsync(first, bytes, cancellationToken);
                return;
            }

            second = ArrayPool<byte>.Shared.Rent(options.PartBytes);
            await upload.SendPartsAsync(first, second, source, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(first);
            if (second.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(second);
            }
        }
    }

    // A service that misreads the SDK's framing would store it as content: the length tells.
    private static async Task VerifyAsync(S3Upload upload, string key, long bytes, CancellationToken cancellationToken)
    {
        var stored = await S3Faults.GuardAsync(key, cancellationToken, () => upload.FindOwnAsync(cancellationToken));
        if (stored != bytes)
        {
            throw new ObjectStoreUnavailableException(
                $"The object store took {bytes} bytes for {key} and holds {stored?.ToString() ?? "nothing"}");
        }
    }

    private async Task AbandonAsync(S3Upload upload, string key)
    {
        // The caller's token may be the reason for being here.
        using var timeout = new CancellationTokenSource(CleaningTimeout, timeProvider);
        try
        {
            await upload.AbandonAsync(timeout.Token);
        }
        catch (Exception e) when (e is AmazonS3Exception or OperationCanceledException
            || S3Faults.IsWorldAtFault(e, CancellationToken.None))
        {
            LogUploadLeft(e, key);
        }
    }

    private Task<int> SweepAsync(MultipartUpload upload, CancellationToken cancellationToken) =>
        S3Faults.GuardAsync(upload.Key, cancellationToken, async () =>
        {
            try
            {
                await client.AbortMultipartUploadAsync(options.Bucket, upload.Key, upload.UploadId, cancellationToken);
                return 1;
            }
            catch (AmazonS3Exception answer) when (S3Faults.IsMissing(answer))
            {
                return 0;
            }
        });

    private Task EnsureOwnAsync(ObjectLocation location, CancellationToken cancellationToken) =>
        location.Bucket == options.Bucket ? _bucket.EnsureAsync(cancellationToken) : Task.CompletedTask;

    private Task RequireOwnAsync(ObjectLocation location, CancellationToken cancellationToken) =>
        location.Bucket == options.Bucket ? _bucket.RequireAsync(cancellationToken) : Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "What arrived of a failed upload could not be removed, the next sweep will try again: {Key}")]
    private partial void LogUploadLeft(Exception exception, string key);
}
