using Heimdall.Api.Access;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Console;

/// <summary>
/// Signing in to the console, with a key or with an address that is good for once. The browser keeps nothing but a cookie that no script
/// can read and no other site can use.
/// </summary>
internal static class SignInApi
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var console = routes.MapGroup("/api/v1/console").WithTags("Console");
        console.MapPost("/sign-in", SignIn).AllowAnonymous()
            .WithSummary("Signs a browser in, with a key or with the secret of a link. The answer sets the session's cookie.")
            .ProducesProblem(401).ProducesProblem(422).ProducesProblem(429);
        console.MapPost("/sign-out", SignOut).RequireAuthorization(Role.Viewer).WithSummary("Signs the browser out: its cookie stops working at once.");
        console.MapGet("/session", Show).RequireAuthorization(Role.Viewer).WithSummary("Tells who is signed in, and with which role.");
        console.MapPost("/links", CreateLink).RequireAuthorization(Role.Viewer)
            .WithSummary("Makes the secret of an address that signs in once, as the one who asks: {console}/#sign-in={secret}.");
    }

    private static async Task<Results<Ok<ConsoleSessionResponse>, ProblemHttpResult>> SignIn(
        SignInRequest request, HttpContext context, KeyChecks keys, AdminKey admin, ConsoleSessionStore sessions, ConsoleSettings settings, CancellationToken cancellationToken)
    {
        if (request.Check() is { } problem)
        {
            return problem;
        }

        ConsoleSession owner;
        if (request.Key is { } key)
        {
            switch (await keys.CheckAsync(key.Trim(), context.Connection.RemoteIpAddress, cancellationToken))
            {
                case KeyCheck.Works(var caller):
                    owner = Of(caller, admin);
                    break;
                case KeyCheck.Blocked:
                    return KeyChecks.TooMany(context.Response);
                default:
                    return Problem.Of(StatusCodes.Status401Unauthorized, "unauthorized", "Key required", "The key is not a working one: it is mistyped, or was revoked. Ask an admin for a new one.");
            }
        }
        else if (ConsoleSecret.Sha256Of(request.Link) is { } link && await sessions.RedeemLinkAsync(link, cancellationToken) is { } redeemed && admin.StillHolds(redeemed))
        {
            owner = redeemed;
        }
        else
        {
            return Problem.Of(
                StatusCodes.Status401Unauthorized,
                "link_used",
                "The link does not work any more",
                "It signs in once and for a limited time. Sign in with a key, or open the link that the next start prints.");
        }

        var secret = ConsoleSecret.Create();
        var sha256 = ConsoleSecret.Sha256Of(secret) ?? throw new InvalidOperationException("A new secret has the form of one.");
        var expiresAt = await sessions.CreateAsync(sha256, owner, settings.SessionLifetime, cancellationToken);
        context.Response.Cookies.Append(ConsoleAuthentication.CookieName, secret, Cookie(context.Request, settings.SessionLifetime));
        return TypedResults.Ok(new ConsoleSessionResponse(owner.Name, owner.Role, expiresAt));
    }

    private static async Task<NoContent> SignOut(HttpContext context, ConsoleSessionStore sessions, CancellationToken cancellationToken)
    {
        if (ConsoleSecret.Sha256Of(context.Request.Cookies[ConsoleAuthentication.CookieName]) is { } secret)
        {
            await sessions.EndAsync(secret, cancellationToken);
        }

        context.Response.Cookies.Delete(ConsoleAuthentication.CookieName, Cookie(context.Request, TimeSpan.Zero));
        return TypedResults.NoContent();
    }

    private static async Task<Ok<ConsoleSessionResponse>> Show(HttpContext context, Caller caller, ConsoleSessionStore sessions, CancellationToken cancellationToken)
    {
        var session = ConsoleSecret.Sha256Of(context.Request.Cookies[ConsoleAuthentication.CookieName]) is { } secret
            ? await sessions.FindAsync(secret, cancellationToken)
            : null;
        return TypedResults.Ok(new ConsoleSessionResponse(caller.Name, caller.Role, session?.ExpiresAt));
    }

    private static async Task<Created<ConsoleLinkResponse>> CreateLink(
        Caller caller, AdminKey admin, ConsoleSessionStore sessions, ConsoleSettings settings, CancellationToken cancellationToken)
    {
        var secret = ConsoleSecret.Create();
        var sha256 = ConsoleSecret.Sha256Of(secret) ?? throw new InvalidOperationException("A new secret has the form of one.");
        var expiresAt = await sessions.CreateLinkAsync(sha256, Of(caller, admin), settings.LinkLifetime, cancellationToken);
        return TypedResults.Created((string?)null, new ConsoleLinkResponse(secret, $"/#sign-in={secret}", expiresAt));
    }

    private static ConsoleSession Of(Caller caller, AdminKey admin) =>
        new(caller.Name, caller.Role, caller.ApiKeyId, caller.ApiKeyId is null ? admin.Fingerprint : null, default);

    private static CookieOptions Cookie(HttpRequest request, TimeSpan lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        Path = "/",
        MaxAge = lifetime,
        IsEssential = true,
    };
}

/// <summary>Either of the two.</summary>
/// <param name="Key">A key of the API.</param>
/// <param name="Link">The secret of a link.</param>
internal sealed record SignInRequest(string? Key = null, string? Link = null)
{
    private const int MaxLength = 512;

    public ProblemHttpResult? Check() => new FieldErrors()
        .Require(Key is null != Link is null, "key", "or link must be given, and not both")
        .Require(Key is null or { Length: > 0 and <= MaxLength }, "key", $"must have 1 to {MaxLength} characters")
        .ToProblem();
}

/// <summary>Who is signed in.</summary>
/// <param name="Role"><c>viewer</c>, <c>operator</c> or <c>admin</c>.</param>
/// <param name="ExpiresAt">When signing in is due again; null for a program's key.</param>
internal sealed record ConsoleSessionResponse(string Name, string Role, DateTimeOffset? ExpiresAt);

/// <summary>An address that signs in once.</summary>
/// <param name="Secret">What it carries.</param>
/// <param name="Path">Where it leads, from the console's root. A fragment: browsers never send it to a server.</param>
/// <param name="ExpiresAt">Until when.</param>
internal sealed record ConsoleLinkResponse(string Secret, string Path, DateTimeOffset ExpiresAt);
