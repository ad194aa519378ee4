using System.Security.Cryptography;

namespace Heimdall.Tests.Ledger.Objects;

/// <summary>Content of uploads: the same bytes for the same length, and streams that misbehave.</summary>
internal static class TestContent
{
    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        await using (stream)
        {
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            return copy.ToArray();
        }
    }
}

/// <summary>A client's upload: comes in small pieces, and after its last byte does what the test wants instead of ending.</summary>
internal sealed class UploadStream(byte[] bytes, Func<CancellationToken, Task>? insteadOfTheEnd = null)
    : MemoryStream(bytes, writable: false)
{
    private const int LargestPiece = 60_000;

    public bool WasRead { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        WasRead = true;
        var read = await base.ReadAsync(buffer[..Math.Min(buffer.Length, LargestPiece)], cancellationToken);
        if (read == 0 && insteadOfTheEnd is not null)
        {
            await insteadOfTheEnd(cancellationToken);
        }

        return read;
    }
}
