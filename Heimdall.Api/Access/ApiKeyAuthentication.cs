using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Heimdall.Api.Access;

/// <summary>Tells by its key who sends a request: <c>X-Api-Key: …</c>, or <c>Authorization: Bearer …</c>.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    AdminKey admin,
    ApiKeyStore keys,
    FailedAuthentications failures) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string HeaderName = "X-Api-Key";

    private const string Bearer = "Bearer ";
    private const int MaxKeyLength = 512;

    private bool isBlocked;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // What is open stays open, whatever key comes along and whether or not the database answers.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null || KeyOf(Request) is not { } key)
        {
            return AuthenticateResult.NoResult();
        }

        var address = Context.Connection.RemoteIpAddress ?? IPAddress.None;
        var sha256 = KeySecret.Sha256Of(key);
        if (failures.Blocks(address, sha256))
        {
            isBlocked = true;
            return AuthenticateResult.Fail("Too many wrong keys came from this address.");
        }

        if (await FindAsync(key, sha256) is not { } caller)
        {
            failures.Failed(address, sha256);
            return AuthenticateResult.Fail("The key is not a working one.");
        }

        failures.Worked(sha256);
        return AuthenticateResult.Success(new AuthenticationTicket(Caller.Principal(caller.Name, caller.Role, SchemeName), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (isBlocked)
        {
            Response.Headers.RetryAfter = ((int)FailedAuthentications.Window.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await Problem.Of(
                StatusCodes.Status429TooManyRequests,
                "too_many_wrong_keys",
                "Too many wrong keys",
                $"More than {FailedAuthentications.AllowedPerWindow} wrong keys came from this address within {FailedAuthentications.Window.TotalSeconds} s. Wait, then send a working key.")
                .ExecuteAsync(Context);
            return;
        }

        Response.Headers.WWWAuthenticate = $"Bearer realm=\"heimdall\", {SchemeName} header=\"{HeaderName}\"";
        var detail = KeyOf(Request) is null
            ? $"The request has no key. Send one in the header {HeaderName}, or as Authorization: Bearer."
            : "The key is not a working one: it is mistyped, or was revoked. Ask an admin for a new one.";
        await Problem.Of(StatusCodes.Status401Unauthorized, "unauthorized", "Key required", detail).ExecuteAsync(Context);
    }

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var needed = Context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(policy => policy.Policy).LastOrDefault();
        var caller = await Caller.BindAsync(Context);
        await Problem.Of(
            StatusCodes.Status403Forbidden,
            "forbidden",
            "Role too low",
            $"This call needs the role {needed}; the key '{caller?.Name}' has the role {caller?.Role}. Ask an admin for a key with that role.")
            .ExecuteAsync(Context);
    }

    private async Task<Caller?> FindAsync(string key, byte[] sha256)
    {
        if (admin.Matches(sha256))
        {
            return new Caller(AdminKey.Name, Role.Admin);
        }

        return KeySecret.PrefixOf(key) is { } prefix
            && await keys.FindWorkingAsync(prefix, Context.RequestAborted) is { } found
            && CryptographicOperations.FixedTimeEquals(found.KeySha256, sha256)
                ? new Caller(found.Name, found.Role)
                : null;
    }

    private static string? KeyOf(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        var key = request.Headers[HeaderName].ToString() is { Length: > 0 } header ? header
            : authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim()
            : "";
        return key.Length is > 0 and <= MaxKeyLength ? key : null;
    }
}
