namespace Heimdall.Api.Hosting;

/// <summary>What browsers are told about every answer.</summary>
internal static class SecurityHeaders
{
    /// <summary>Answers of the API are data: nothing of them may run, be framed, or stay in a cache. Only what can never change, the tiles of
    /// waterfalls, says of itself that the reader's browser may keep it.</summary>
    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>The console loads from here alone, and nothing that is written into a page runs. What it draws it may hold as an image.</summary>
    private const string ConsolePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>The documentation's page carries styles and images in itself.</summary>
    private const string DocumentationPolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this WebApplication api) => api.Use((context, next) =>
    {
        var isDocumentation = context.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase);
        var isData = context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = isData ? DataPolicy : isDocumentation ? DocumentationPolicy : ConsolePolicy;
        if (isData)
        {
            headers.CacheControl = "no-store";
        }

        return next(context);
    });
}
