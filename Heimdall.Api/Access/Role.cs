using Microsoft.AspNetCore.Authorization;

namespace Heimdall.Api.Access;

/// <summary>What a key may do. Each role may do what the one before it may, and the names are also those of the policies.</summary>
internal static class Role
{
    /// <summary>Reads everything.</summary>
    public const string Viewer = "viewer";

    /// <summary>Records, and changes its own sessions.</summary>
    public const string Operator = "operator";

    /// <summary>Changes everything, and gives out keys.</summary>
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } = [Viewer, Operator, Admin];

    public static void AddPolicies(AuthorizationOptions authorization)
    {
        authorization.AddPolicy(Viewer, policy => policy.RequireRole(Viewer, Operator, Admin));
        authorization.AddPolicy(Operator, policy => policy.RequireRole(Operator, Admin));
        authorization.AddPolicy(Admin, policy => policy.RequireRole(Admin));
    }
}
