using Heimdall.Ledger.Objects;

namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// Reads from the object store, no more of them at once than the store is to bear. A read is what the store is busy with, the opening or
/// the next bytes, not an open stream: whoever has two open cannot wait for itself. What becomes of them tells whether the store serves.
/// </summary>
internal sealed class ObjectReads(IObjectStore store, StoreConditions conditions, ExtractionOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _atOnce = new(options.ObjectReads);

    /// <summary>Opens an object for reading from its first byte to its last; the caller disposes the stream.</summary>
    /// <exception cref="InvalidObjectKeyException">The location is malformed.</exception>
    /// <exception cref="ObjectMissingException">There is no such object.</exception>
    /// <exception cref="ObjectStoreUnavailableException">The store is at fault; also thrown by the stream.</exception>
    public async Task<Stream> OpenAsync(string location, CancellationToken cancellationToken)
    {
        await _atOnce.WaitAsync(cancellationToken);
        var begunAt = time.GetTimestamp();
        try
        {
            return new WatchedStream(await store.OpenReadAsync(location, cancellationToken), location, begunAt, this);
        }
        catch (Exception fault) when (conditions.FaultOfReading(location, fault, cancellationToken.IsCancellationRequested) is { } told)
        {
            throw told;
        }
        finally
        {
            _atOnce.Release();
        }
    }

    public void Dispose() => _atOnce.Dispose();

    private async ValueTask<int> ReadAsync(WatchedStream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await _atOnce.WaitAsync(cancellationToken);
        try
        {
            var read = await stream.Inner.ReadAsync(buffer, cancellationToken);
            conditions.Reading.Served(stream.BegunAt);
            return read;
        }
        catch (Exception fault) when (conditions.FaultOfReading(stream.Location, fault, cancellationToken.IsCancellationRequested) is { } told)
        {
            throw told;
        }
        finally
        {
            _atOnce.Release();
        }
    }

    /// <summary>A stream, forward only, each read of which waits for its turn.</summary>
    private sealed class WatchedStream(Stream inner, string location, long begunAt, ObjectReads reads) : Stream
    {
        public Stream Inner => inner;

        public string Location => location;

        /// <summary>Timestamp from before it was opened.</summary>
        public long BegunAt => begunAt;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            reads.ReadAsync(this, buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) =>
            ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

        public override void Flush()
        {
            // Nothing is ever written.
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override ValueTask DisposeAsync() => inner.DisposeAsync();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
