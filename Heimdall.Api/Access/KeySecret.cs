using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Heimdall.Api.Access;

/// <summary>
/// A key as its owner holds it: <c>hk_{prefix}_{secret}</c>. The prefix, 8 letters and digits, finds the key; the secret, 32 random bytes
/// as 43 characters of base64url, proves it.
/// </summary>
internal static class KeySecret
{
    private const string Start = "hk_";
    private const int PrefixLength = 8;
    private const int SecretBytes = 32;
    private const int SecretLength = 43;
    private const string PrefixAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    public static string Create() =>
        $"{Start}{RandomNumberGenerator.GetString(PrefixAlphabet, PrefixLength)}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";

    /// <returns>The part that finds the key; null where the text is not a key of this form.</returns>
    public static string? PrefixOf(string key)
    {
        const int SecretStart = 3 + PrefixLength + 1;
        return key.Length == SecretStart + SecretLength
            && key.StartsWith(Start, StringComparison.Ordinal)
            && key[SecretStart - 1] == '_'
            && !key.AsSpan(Start.Length, PrefixLength).ContainsAnyExcept(PrefixAlphabet)
                ? key.Substring(Start.Length, PrefixLength)
                : null;
    }

    public static byte[] Sha256Of(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
