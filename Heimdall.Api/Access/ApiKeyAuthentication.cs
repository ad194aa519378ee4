using System.Text.Encodings.Web;
using Heimdall.Api.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Heimdall.Api.Access;

/// <summary>Tells by its key who sends a request: <c>X-Api-Key: …</c>, or <c>Authorization: Bearer …</c>.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    KeyChecks keys) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string HeaderName = "X-Api-Key";

    private const string Bearer = "Bearer ";
    private const int MaxKeyLength = 512;

    private bool isBlocked;

    /// <summary>True where the request brings a key, working or not.</summary>
    public static bool HasKey(HttpRequest request) => KeyOf(request) is not null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // What is open stays open, whatever key comes along and whether or not the database answers.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null || KeyOf(Request) is not { } key)
        {
            return AuthenticateResult.NoResult();
        }

        var checkedKey = await keys.CheckAsync(key, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        isBlocked = checkedKey is KeyCheck.Blocked;
        if (checkedKey is not KeyCheck.Works(var caller))
        {
            return AuthenticateResult.Fail("The key is not a working one.");
        }

        return AuthenticateResult.Success(new AuthenticationTicket(Caller.Principal(caller, SchemeName), SchemeName));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (isBlocked)
        {
            await KeyChecks.TooMany(Response).ExecuteAsync(Context);
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

    private static string? KeyOf(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        var key = request.Headers[HeaderName].ToString() is { Length: > 0 } header ? header
            : authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim()
            : "";
        return key.Length is > 0 and <= MaxKeyLength ? key : null;
    }
}
