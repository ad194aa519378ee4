using System.Text.Encodings.Web;
using Heimdall.Api.Access;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Heimdall.Api.Console;

/// <summary>
/// Tells by its cookie who uses the console. A browser sends the cookie whoever made it ask, so what changes something needs more: a header
/// that no other site's page can add, and no word from the browser that another site asked.
/// </summary>
internal sealed class ConsoleAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ConsoleSessionStore sessions,
    AdminKey admin) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "ConsoleSession";
    public const string CookieName = "heimdall_session";
    public const string HeaderName = "X-Heimdall-Console";

    private bool isCrossSite;

    /// <summary>A key in the request goes before a cookie.</summary>
    public static bool Concerns(HttpRequest request) => request.Cookies.ContainsKey(CookieName) && !ApiKeyAuthentication.HasKey(request);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.GetEndpoint() is null || ConsoleSecret.Sha256Of(Request.Cookies[CookieName]) is not { } secret)
        {
            return AuthenticateResult.NoResult();
        }

        if (!HttpMethods.IsGet(Request.Method) && !HttpMethods.IsHead(Request.Method) && !IsFromTheConsole(Request))
        {
            isCrossSite = true;
            return AuthenticateResult.Fail("The request may come from another site.");
        }

        if (await sessions.FindAsync(secret, Context.RequestAborted) is not { } session || !admin.StillHolds(session))
        {
            return AuthenticateResult.Fail("Nobody is signed in.");
        }

        var principal = Caller.Principal(new Caller(session.Name, session.Role, session.ApiKeyId), SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => isCrossSite
        ? Problem.Of(
            StatusCodes.Status403Forbidden,
            "cross_site_request",
            "Not from the console",
            $"A browser that is signed in changes something only from the console's own pages, which send the header {HeaderName}. Programs send a key.").ExecuteAsync(Context)
        : Context.ChallengeAsync(ApiKeyAuthentication.SchemeName);

    private static bool IsFromTheConsole(HttpRequest request) =>
        request.Headers[HeaderName].ToString() is { Length: > 0 }
        && request.Headers["Sec-Fetch-Site"].ToString() is ("" or "same-origin");
}
