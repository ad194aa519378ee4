using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Heimdall.Api.OpenApi;

/// <summary>What every call that needs a key has in common: the key, and the answers about it and about the world.</summary>
internal static class StandardAnswers
{
    public const string KeyScheme = "ApiKey";
    public const string BearerScheme = "Bearer";

    private static readonly (int Status, string Description)[] Answers =
    [
        (400, "The request cannot be read"),
        (401, "No working key"),
        (403, "The key's role is too low"),
        (429, "Too many wrong keys from this address"),
        (500, "Internal error"),
        (503, "The database or the object store is out of reach"),
    ];

    public static async Task AddAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var policies = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Select(data => data.Policy).ToList();
        if (policies.Count == 0)
        {
            return;
        }

        operation.Description = $"Role: {policies[^1]}.";
        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, context.Document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, context.Document)] = [] },
        ];
        var problem = await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), null, cancellationToken);
        operation.Responses ??= [];
        foreach (var (status, description) in Answers)
        {
            operation.Responses.TryAdd($"{status}", new OpenApiResponse
            {
                Description = description,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/problem+json"] = new OpenApiMediaType { Schema = problem } },
            });
        }
    }
}
