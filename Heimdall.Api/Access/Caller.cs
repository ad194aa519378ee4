using System.Globalization;
using System.Security.Claims;

namespace Heimdall.Api.Access;

/// <summary>Who sent the request, by its key or by signing in with it.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="Role">The key's role.</param>
/// <param name="ApiKeyId">The key; null for the first admin's, which is in the configuration.</param>
internal sealed record Caller(string Name, string Role, Guid? ApiKeyId = null)
{
    private const string KeyClaim = "api_key_id";

    public bool IsAdmin => Role == Access.Role.Admin;

    /// <summary>Binds a handler's parameter to the key that authenticated the request.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult<Caller?>(Of(context.User));

    public static ClaimsPrincipal Principal(Caller caller, string scheme)
    {
        List<Claim> claims = [new(ClaimTypes.Name, caller.Name), new(ClaimTypes.Role, caller.Role)];
        if (caller.ApiKeyId is { } id)
        {
            claims.Add(new Claim(KeyClaim, id.ToString()));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));
    }

    private static Caller Of(ClaimsPrincipal user) => new(
        Claim(user, ClaimTypes.Name),
        Claim(user, ClaimTypes.Role),
        user.FindFirstValue(KeyClaim) is { } id ? Guid.Parse(id, CultureInfo.InvariantCulture) : null);

    private static string Claim(ClaimsPrincipal user, string type) =>
        user.FindFirstValue(type) ?? throw new InvalidOperationException("A handler that asks who called is behind a policy.");
}
