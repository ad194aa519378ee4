using Amazon.S3;
using Amazon.S3.Model;

namespace Heimdall.Ledger.Objects;

/// <summary>
/// One upload to S3. Whatever fits into one part goes as one conditional request; more goes as a multipart upload, one part on its way
/// while the next is read. Every object carries its upload's id, so that an answer lost on the network can be told from a rival's
/// success.
/// </summary>
internal sealed class S3Upload(AmazonS3Client client, ObjectStoreOptions options, string key)
{
    private const string UploadIdMetadata = "x-amz-meta-heimdall-upload";

    private readonly string _id = Guid.CreateVersion7().ToString("N");
    private string? _multipartId;

    /// <summary>Sends a whole object that fits into one part.</summary>
    /// <exception cref="ObjectExistsException">The key is taken.</exception>
    public async Task SendWholeAsync(byte[] buffer, int bytes, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = options.Bucket,
            Key = key,
            InputStream = new MemoryStream(buffer, 0, bytes, writable: false),
            AutoCloseStream = false,
            UseChunkEncoding = false,
            ContentType = "application/octet-stream",
            IfNoneMatch = options.ConditionalCreate ? "*" : null,
        };
        request.Metadata[UploadIdMetadata] = _id;
        await CreateAsync(() => client.PutObjectAsync(request, cancellationToken), cancellationToken);
    }

    /// <summary>Sends an object part by part, beginning with a full first one.</summary>
    /// <param name="current">Holds the first part; both buffers have the parts' size.</param>
    /// <param name="next">Room for the part after it.</param>
    /// <param name="source">The rest of the content.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    /// <exception cref="ObjectExistsException">The key is taken.</exception>
    public async Task SendPartsAsync(byte[] current, byte[] next, UploadSource source, CancellationToken cancellationToken)
    {
        var multipartId = await BeginAsync(cancellationToken);
        var parts = new List<PartETag>();
        var currentBytes = options.PartBytes;
        while (currentBytes > 0)
        {
            var sending = SendPartAsync(multipartId, parts.Count + 1, current, currentBytes, cancellationToken);
            int nextBytes;
            try
            {
                nextBytes = currentBytes < options.PartBytes
                    ? 0
                    : await source.FillAsync(next.AsMemory(0, options.PartBytes), cancellationToken);
            }
            catch
            {
                // The buffer goes back to its pool when this method ends: nobody may be sending from it then.
                await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }

            parts.Add(await sending);
            (current, next, currentBytes) = (next, current, nextBytes);
        }

        await CompleteAsync(multipartId, parts, cancellationToken);
    }

    /// <summary>The length of this upload's object; null where there is none, or another's.</summary>
    public async Task<long?> FindOwnAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = await client.GetObjectMetadataAsync(options.Bucket, key, cancellationToken);
            return found.Metadata[UploadIdMetadata] == _id ? found.ContentLength : null;
        }
        catch (AmazonS3Exception answer) when (S3Faults.IsMissing(answer))
        {
            return null;
        }
    }

    /// <summary>Takes back whatever of this upload arrived: its parts and, should the last answer have been lost, its object.</summary>
    public async Task AbandonAsync(CancellationToken cancellationToken)
    {
        if (_multipartId is { } multipartId)
        {
            try
            {
                await client.AbortMultipartUploadAsync(options.Bucket, key, multipartId, cancellationToken);
            }
            catch (AmazonS3Exception answer) when (S3Faults.IsMissing(answer))
            {
                // It became an object or never began.
                _multipartId = null;
            }
        }

        if (await FindOwnAsync(cancellationToken) is not null)
        {
            await client.DeleteObjectAsync(options.Bucket, key, cancellationToken);
        }
    }

    private async Task<string> BeginAsync(CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = options.Bucket,
            Key = key,
            ContentType = "application/octet-stream",
        };
        request.Metadata[UploadIdMetadata] = _id;
        var begun = await S3Faults.GuardAsync(
            key, cancellationToken, () => client.InitiateMultipartUploadAsync(request, cancellationToken));
        return _multipartId = begun.UploadId;
    }

    private Task<PartETag> SendPartAsync(string multipartId, int number, byte[] buffer, int bytes, CancellationToken cancellationToken) =>
        S3Faults.GuardAsync(key, cancellationToken, async () =>
        {
            var request = new UploadPartRequest
            {
                BucketName = options.Bucket,
                Key = key,
                UploadId = multipartId,
                PartNumber = number,
                PartSize = bytes,
                InputStream = new MemoryStream(buffer, 0, bytes, writable: false),
                UseChunkEncoding = false,
            };
            var sent = await client.UploadPartAsync(request, cancellationToken);
            return new PartETag(number, sent.ETag);
        });

    private async Task CompleteAsync(string multipartId, List<PartETag> parts, CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = options.Bucket,
            Key = key,
            UploadId = multipartId,
            PartETags = parts,

            // AWS and MinIO honour it, Ceph 16 ignores it: there the check before the upload and the id in the key must do.
            IfNoneMatch = options.ConditionalCreate ? "*" : null,
        };
        await CreateAsync(() => client.CompleteMultipartUploadAsync(request, cancellationToken), cancellationToken);
        _multipartId = null;
    }

    // The SDK repeats a request whose answer was lost; the repetition then meets its own success, as a taken key or a finished upload.
    private async Task CreateAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        try
        {
            await S3Faults.GuardAsync(key, cancellationToken, request);
        }
        catch (AmazonS3Exception answer)
        {
            var own = await S3Faults.GuardAsync(key, cancellationToken, () => FindOwnAsync(cancellationToken));
            if (own is null)
            {
                throw S3Faults.IsTaken(answer) ? new ObjectExistsException(key, answer) : S3Faults.Unavailable(key, answer);
            }
        }
    }
}
