using System.Security.Claims;

namespace Heimdall.Api.Access;

/// <summary>Who sent the request: the name and the role of the key.</summary>
internal sealed record Caller(string Name, string Role)
{
    public bool IsAdmin => Role == Access.Role.Admin;

    /// <summary>Binds a handler's parameter to the key that authenticated the request.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult<Caller?>(Of(context.User));

    public static ClaimsPrincipal Principal(string name, string role, string scheme) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, role)], scheme));

    private static Caller Of(ClaimsPrincipal user) => new(Claim(user, ClaimTypes.Name), Claim(user, ClaimTypes.Role));

    private static string Claim(ClaimsPrincipal user, string type) =>
        user.FindFirstValue(type) ?? throw new InvalidOperationException("A handler that asks who called is behind a policy.");
}
