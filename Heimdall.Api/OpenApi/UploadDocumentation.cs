using Heimdall.Api.Measurements;
using Microsoft.OpenApi;

namespace Heimdall.Api.OpenApi;

/// <summary>Shows the two kinds of body of an upload as one call.</summary>
internal static class UploadDocumentation
{
    public static RouteHandlerBuilder WithUploadDocumented(this RouteHandlerBuilder upload) => upload.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "The samples, in the datatype that the query names; or, as JSON, where they lie in the store: then the JSON says what the query would.",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/octet-stream"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
                ["application/json"] = new OpenApiMediaType { Schema = await context.GetOrCreateSchemaAsync(typeof(MeasurementReference), null, cancellationToken) },
            },
        });
}
