using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Access;

/// <summary>Whether a key is a working one, asked by every request with a key and by signing in to the console.</summary>
internal sealed class KeyChecks(AdminKey admin, ApiKeyStore keys, FailedAuthentications failures)
{
    /// <param name="key">The key as it was sent.</param>
    /// <param name="from">Where it came from: an address may send a bounded number of wrong ones.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<KeyCheck> CheckAsync(string key, IPAddress? from, CancellationToken cancellationToken)
    {
        var address = from ?? IPAddress.None;
        var sha256 = KeySecret.Sha256Of(key);
        if (failures.Blocks(address, sha256))
        {
            return new KeyCheck.Blocked();
        }

        if (await FindAsync(key, sha256, cancellationToken) is not { } caller)
        {
            failures.Failed(address, sha256);
            return new KeyCheck.Unknown();
        }

        failures.Worked(sha256);
        return new KeyCheck.Works(caller);
    }

    /// <summary>The answer to an address that may not try any more for now.</summary>
    public static ProblemHttpResult TooMany(HttpResponse response)
    {
        response.Headers.RetryAfter = ((int)FailedAuthentications.Window.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Problem.Of(
            StatusCodes.Status429TooManyRequests,
            "too_many_wrong_keys",
            "Too many wrong keys",
            $"More than {FailedAuthentications.AllowedPerWindow} wrong keys came from this address within {FailedAuthentications.Window.TotalSeconds} s. Wait, then send a working key.");
    }

    private async Task<Caller?> FindAsync(string key, byte[] sha256, CancellationToken cancellationToken)
    {
        if (admin.Matches(sha256))
        {
            return new Caller(AdminKey.Name, Role.Admin);
        }

        return KeySecret.PrefixOf(key) is { } prefix
            && await keys.FindWorkingAsync(prefix, cancellationToken) is { } found
            && CryptographicOperations.FixedTimeEquals(found.KeySha256, sha256)
                ? new Caller(found.Name, found.Role, found.Id)
                : null;
    }
}

/// <summary>What became of looking at a key.</summary>
internal abstract record KeyCheck
{
    private KeyCheck()
    {
    }

    /// <summary>It is a working one.</summary>
    public sealed record Works(Caller Caller) : KeyCheck;

    /// <summary>It is none.</summary>
    public sealed record Unknown : KeyCheck;

    /// <summary>It was not looked at: its address has sent too many wrong ones.</summary>
    public sealed record Blocked : KeyCheck;
}
