using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Heimdall.Api.Console;

/// <summary>What a browser's cookie, or the address that signs in once, carries: 32 random bytes as 43 characters of base64url.</summary>
internal static class ConsoleSecret
{
    public const int Length = 43;

    private const int RandomBytes = 32;

    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <returns>What the database knows of it; null where the text is no secret of this form.</returns>
    public static byte[]? Sha256Of(string? secret) =>
        secret is { Length: Length } ? SHA256.HashData(Encoding.ASCII.GetBytes(secret)) : null;
}
