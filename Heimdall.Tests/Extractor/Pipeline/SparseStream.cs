using System.Runtime.InteropServices;

namespace Heimdall.Tests.Extractor.Pipeline;

/// <summary>A recording that is made while it is read: silence, with a burst of a constant carrier now and then.</summary>
internal class SparseStream(long bytes) : Stream
{
    private const int BurstEveryBytes = 64 << 20;

    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => bytes;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, bytes - _position);
        var part = buffer[..count];
        part.Clear();
        if (_position % BurstEveryBytes < 1 << 20)
        {
            MemoryMarshal.Cast<byte, float>(part).Fill(0.25f);
        }

        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
