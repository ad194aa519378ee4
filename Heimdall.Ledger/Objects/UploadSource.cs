using System.Security.Cryptography;

namespace Heimdall.Ledger.Objects;

/// <summary>The content of an upload as it passes: read into the store's own buffers, hashed, counted, and stopped at its limit.</summary>
internal sealed class UploadSource(Stream content, long maxBytes) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Bytes read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Reads until the buffer is full or the content ends; fewer bytes than the buffer holds mean the end.</summary>
    /// <exception cref="ObjectTooLargeException">There is more than the limit.</exception>
    public async Task<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = await content.ReadAsync(buffer[filled..], cancellationToken);
            if (read == 0)
            {
                break;
            }

            Bytes += read;
            if (Bytes > maxBytes)
            {
                throw new ObjectTooLargeException(maxBytes);
            }

            _hash.AppendData(buffer.Span.Slice(filled, read));
            filled += read;
        }

        return filled;
    }

    /// <summary>The SHA-256 of everything read, 64 lower-case hexadecimal digits.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose() => _hash.Dispose();
}
