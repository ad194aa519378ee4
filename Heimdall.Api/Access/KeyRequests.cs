using Heimdall.Api.Problems;
using Heimdall.Ledger.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Access;

/// <summary>A key to give out.</summary>
/// <param name="Name">Who holds it; sessions belong to this name.</param>
/// <param name="Role"><c>viewer</c>, <c>operator</c> or <c>admin</c>.</param>
internal sealed record NewKeyRequest(string? Name, string? Role)
{
    /// <summary>Names that stand for something else wherever an owner or a requester is shown.</summary>
    private static readonly string[] Reserved = [AdminKey.Name, "schedule"];

    private const int MaxNameLength = 100;

    public ProblemHttpResult? Check(out string name, out string role)
    {
        (name, role) = (Name?.Trim() ?? "", Role ?? "");
        return new FieldErrors()
            .RequireText(name, "name", MaxNameLength)
            .Require(!Reserved.Contains(name, StringComparer.OrdinalIgnoreCase), "name", $"must not be {string.Join(" or ", Reserved)}")
            .Require(Access.Role.All.Contains(role), "role", $"must be one of {string.Join(", ", Access.Role.All)}")
            .ToProblem();
    }
}

/// <summary>A key without its secret.</summary>
/// <param name="Prefix">The key's public part: <c>hk_{prefix}_…</c>.</param>
internal sealed record KeyResponse(
    Guid Id, string Name, string Role, string Prefix, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    public static KeyResponse Of(ApiKey key) => new(key.Id, key.Name, key.Role, key.Prefix, key.CreatedBy, key.CreatedAt, key.RevokedAt);
}

/// <summary>A key that has just been given out.</summary>
/// <param name="Key">The whole key. It is stored nowhere: who loses it needs a new one.</param>
internal sealed record NewKeyResponse(Guid Id, string Name, string Role, string Prefix, string Key, string CreatedBy, DateTimeOffset CreatedAt)
{
    public static NewKeyResponse Of(ApiKey key, string secret) => new(key.Id, key.Name, key.Role, key.Prefix, secret, key.CreatedBy, key.CreatedAt);
}
