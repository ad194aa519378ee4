using Amazon.S3;
using Amazon.S3.Model;

namespace Heimdall.Ledger.Objects;

/// <summary>
/// An object as a forward-only stream that ends where the object ends and nowhere else: a transfer that breaks, stalls or stops early
/// is taken up again with a ranged request for the same version of the object, a bounded number of times.
/// </summary>
internal sealed class S3ResumingStream : Stream
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    private readonly AmazonS3Client _client;
    private readonly ObjectStoreOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly string _bucket;
    private readonly string _key;
    private readonly string _etag;
    private readonly long _length;
    private GetObjectResponse? _transfer;
    private long _position;
    private int _resumes;

    /// <summary>Reads on from the answer to a first request for the whole object.</summary>
    public S3ResumingStream(
        AmazonS3Client client,
        ObjectStoreOptions options,
        TimeProvider timeProvider,
        ObjectLocation location,
        GetObjectResponse opened)
    {
        _client = client;
        _options = options;
        _timeProvider = timeProvider;
        (_bucket, _key) = location;
        (_transfer, _etag, _length) = (opened, opened.ETag, opened.ContentLength);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || _position == _length)
        {
            return 0;
        }

        // Never past the end: what a broken server sends after it is not the object.
        var wanted = buffer[..(int)Math.Min(buffer.Length, _length - _position)];
        while (true)
        {
            try
            {
                var read = await ReadTransferAsync(wanted, cancellationToken);
                if (read > 0)
                {
                    _position += read;
                    return read;
                }

                throw new EndOfStreamException($"The transfer ended at byte {_position} of {_length}");
            }
            catch (Exception e) when (S3Faults.IsWorldAtFault(e, cancellationToken))
            {
                await PauseOrGiveUpAsync(e, cancellationToken);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _transfer?.Dispose();
            _transfer = null;
        }

        base.Dispose(disposing);
    }

    private async Task<int> ReadTransferAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var idle = new CancellationTokenSource(_options.ReadIdleTimeout, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellationToken);
        _transfer ??= await ResumeAsync(either.Token);
        return await _transfer.ResponseStream.ReadAsync(buffer, either.Token);
    }

    private async Task<GetObjectResponse> ResumeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _client.GetObjectAsync(
                new GetObjectRequest
                {
                    BucketName = _bucket,
                    Key = _key,
                    ByteRange = new ByteRange(_position, _length - 1),
                    EtagToMatch = _etag,
                },
                cancellationToken);
        }
        catch (AmazonS3Exception answer) when (S3Faults.IsMissing(answer) || S3Faults.IsTaken(answer))
        {
            // Deleted or exchanged while it was read: what was read so far is of no use, and opening it again tells which.
            throw new ObjectStoreUnavailableException($"The object changed while it was read: s3://{_bucket}/{_key}", answer);
        }
    }

    private async Task PauseOrGiveUpAsync(Exception broken, CancellationToken cancellationToken)
    {
        _transfer?.Dispose();
        _transfer = null;
        if (_resumes == _options.MaxReadResumes)
        {
            throw new ObjectStoreUnavailableException(
                $"Reading s3://{_bucket}/{_key} broke at byte {_position} of {_length} and was resumed {_resumes} times: {broken.Message}",
                broken);
        }

        await Task.Delay(FirstPause * Math.Pow(2, Math.Min(_resumes, 5)), _timeProvider, cancellationToken);
        _resumes++;
    }
}
