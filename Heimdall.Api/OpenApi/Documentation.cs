using Heimdall.Api.Access;
using Heimdall.Api.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Heimdall.Api.OpenApi;

/// <summary>The API's description, for programs at <c>/openapi/v1.json</c> and for people at <c>/docs</c>. Both are open.</summary>
internal static class Documentation
{
    private const string DocumentAddress = "/openapi/v1.json";

    public static void AddDocumentation(this IServiceCollection services) => services.AddOpenApi(openApi =>
    {
        openApi.AddDocumentTransformer(DescribeAsync);
        openApi.AddOperationTransformer(StandardAnswers.AddAsync);
        openApi.AddSchemaTransformer(DescribeTimesAsync);
    });

    public static void UseDocumentationPages(this WebApplication api) => api.UseSwaggerUI(page =>
    {
        page.SwaggerEndpoint(DocumentAddress, "Heimdall");
        page.RoutePrefix = "docs";
        page.DocumentTitle = "Heimdall API";
    });

    public static void MapDocumentation(this WebApplication api) => api.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();

    /// <summary>Their converters hide from the generator what times look like.</summary>
    private static Task DescribeTimesAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        var isOptional = Nullable.GetUnderlyingType(type) is not null;
        if ((Nullable.GetUnderlyingType(type) ?? type) is var time && (time == typeof(DateTimeOffset) || time == typeof(IsoTime)))
        {
            schema.Type = isOptional ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
            schema.Format = "date-time";
            schema.Properties = null;
            schema.AdditionalPropertiesAllowed = true;
            schema.AdditionalProperties = null;
        }

        return Task.CompletedTask;
    }

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Heimdall",
            Version = "v1",
            Description = "Takes IQ recordings of radio signals, made by a network of receivers, and turns each into features. "
                + "Create stations and a session, upload every station's recording, complete the session, and read its features. "
                + $"Keys go into the header {ApiKeyAuthentication.HeaderName}; viewers read, operators record and change their own sessions, admins change everything. "
                + "Errors are problem details (RFC 9457) with a code.",
        };

        // The address depends on who asks; a relative one suits all.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [StandardAnswers.KeyScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = ApiKeyAuthentication.HeaderName },
            [StandardAnswers.BearerScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
        };
        return Task.CompletedTask;
    }
}
