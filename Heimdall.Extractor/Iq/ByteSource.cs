using System.Buffers;

namespace Heimdall.Extractor.Iq;

/// <summary>A recording's bytes from first to last, and how far they have been read.</summary>
internal sealed class ByteSource(Stream stream, long? totalBytes) : IAsyncDisposable
{
    private const int SkipBytes = 64 * 1024;

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>The size that the bytes should have, where it is known.</summary>
    public long? TotalBytes => totalBytes;

    /// <summary>Fills the buffer, less only at the end.</summary>
    /// <exception cref="IqDataException">The bytes end before the size that is known.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        Position += read;
        if (read < buffer.Length && Position < totalBytes)
        {
            throw IqDataException.Invalid(IqDataError.Truncated, $"the data ends at byte {Position}, expected {totalBytes} bytes");
        }

        return read;
    }

    /// <summary>Reads on without keeping anything.</summary>
    /// <returns>The bytes skipped, fewer than wanted only at the end.</returns>
    public async ValueTask<long> SkipAsync(long count, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(SkipBytes);
        try
        {
            var skipped = 0L;
            while (skipped < count)
            {
                var wanted = (int)Math.Min(buffer.Length, count - skipped);
                var read = await ReadAsync(buffer.AsMemory(0, wanted), cancellationToken);
                skipped += read;
                if (read < wanted)
                {
                    break;
                }
            }

            return skipped;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
