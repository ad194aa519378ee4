using Heimdall.Ledger.Objects;

namespace Heimdall.Extractor.Pipeline;

/// <summary>
/// Reads from the object store, no more of them at once than the store is to bear. A read is what the store is busy with, the opening or
/// the next bytes, not an open stream: whoever has two open cannot wait for itself.
/// </summary>
internal sealed class ObjectReads(IObjectStore store, ExtractionOptions options) : IDisposable
{
    private readonly SemaphoreSlim _atOnce = new(options.ObjectReads);

    /// <inheritdoc cref="IObjectStore.OpenReadAsync"/>
    public async Task<Stream> OpenAsync(string location, CancellationToken cancellationToken)
    {
        await _atOnce.WaitAsync(cancellationToken);
        try
        {
            return new TakingTurns(await store.OpenReadAsync(location, cancellationToken), _atOnce);
        }
        finally
        {
            _atOnce.Release();
        }
    }

    public void Dispose() => _atOnce.Dispose();

    /// <summary>A stream, forward only, each read of which waits for its turn.</summary>
    private sealed class TakingTurns(Stream inner, SemaphoreSlim atOnce) : Stream
    {
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
            await atOnce.WaitAsync(cancellationToken);
            try
            {
                return await inner.ReadAsync(buffer, cancellationToken);
            }
            finally
            {
                atOnce.Release();
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(Span<byte> buffer)
        {
            atOnce.Wait();
            try
            {
                return inner.Read(buffer);
            }
            finally
            {
                atOnce.Release();
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

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
