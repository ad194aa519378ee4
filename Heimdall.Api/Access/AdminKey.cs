using System.Security.Cryptography;
using System.Text;
using Heimdall.Api.Hosting;
using Heimdall.Ledger.Access;

namespace Heimdall.Api.Access;

/// <summary>The first admin's key, from the configuration. Only its hash stays in memory.</summary>
internal sealed class AdminKey
{
    public const string Setting = "HEIMDALL_ADMIN_KEY";

    /// <summary>The name of the key, which owns the sessions that it creates.</summary>
    public const string Name = "admin";

    private const int MinLength = 16;

    private readonly byte[] sha256;

    private AdminKey(string key) => sha256 = SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <exception cref="InvalidSettingException">There is none, or it is too short.</exception>
    public static AdminKey Read(IConfiguration configuration) => configuration[Setting] switch
    {
        null or "" => throw new InvalidSettingException($"{Setting} is not set. It is the first admin's key: any text of at least {MinLength} characters."),
        var key when key.Length < MinLength => throw new InvalidSettingException($"{Setting} has {key.Length} characters; at least {MinLength} are needed."),
        var key => new AdminKey(key),
    };

    /// <summary>Compares in constant time.</summary>
    public bool Matches(ReadOnlySpan<byte> keySha256) => CryptographicOperations.FixedTimeEquals(sha256, keySha256);

    /// <summary>What a console session of the first admin notes of the key: it tells whether it is the same key, and nothing more.</summary>
    public byte[] Fingerprint => SHA256.HashData(sha256);

    /// <summary>False where the session was begun with another first admin's key than today's.</summary>
    public bool StillHolds(ConsoleSession session) =>
        session.AdminFingerprint is not { } fingerprint || CryptographicOperations.FixedTimeEquals(fingerprint, Fingerprint);
}
