using Heimdall.Api.Lists;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Access;

/// <summary>Keys: given out, listed and revoked by admins.</summary>
internal static class KeyApi
{
    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/api/v1/admin/keys").WithTags("Keys").RequireAuthorization(Role.Admin);
        keys.MapPost("", Create).WithSummary("Gives out a key. Its secret is shown this once.").ProducesProblem(409).ProducesProblem(422);
        keys.MapGet("", List).WithSummary("Lists the keys, the latest first, without their secrets.").ProducesProblem(422);
        keys.MapDelete("/{id}", Revoke).WithSummary("Revokes a key: it stops working at once.").ProducesProblem(404);
    }

    private static async Task<Results<Created<NewKeyResponse>, ProblemHttpResult>> Create(
        NewKeyRequest request, Caller caller, ApiKeyStore keys, CancellationToken cancellationToken)
    {
        if (request.Check(out var name, out var role) is { } problem)
        {
            return problem;
        }

        var secret = KeySecret.Create();
        var prefix = KeySecret.PrefixOf(secret) ?? throw new InvalidOperationException("A new key has the form of a key.");
        try
        {
            var key = await keys.CreateAsync(name, role, prefix, KeySecret.Sha256Of(secret), caller.Name, cancellationToken);
            return TypedResults.Created((string?)null, NewKeyResponse.Of(key, secret));
        }
        catch (ApiKeyNameTakenException taken)
        {
            return Problem.Of(StatusCodes.Status409Conflict, "key_name_taken", "Key name taken", taken.Message);
        }
    }

    private static async Task<Results<Ok<PageResponse<KeyResponse>>, ProblemHttpResult>> List(
        [AsParameters] PageQuery page, ApiKeyStore keys, CancellationToken cancellationToken)
    {
        if (page.Check() is { } problem)
        {
            return problem;
        }

        return TypedResults.Ok(PageResponse.Of(await keys.ListAsync(page.Cursor, page.Items, cancellationToken), KeyResponse.Of));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(
        Guid id, Caller caller, ApiKeyStore keys, CancellationToken cancellationToken)
    {
        if (await keys.RevokeAsync(id, caller.Name, cancellationToken) is null)
        {
            return Problem.Of(StatusCodes.Status404NotFound, "key_not_found", "Key not found", $"Key not found: {id}. GET /api/v1/admin/keys lists them.");
        }

        return TypedResults.NoContent();
    }
}
