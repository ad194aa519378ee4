namespace Heimdall.Api.Hosting;

/// <summary>What browsers are told about every answer.</summary>
internal static class SecurityHeaders
{
    /// <summary>Answers of the API are data: nothing of them may run, be framed, or stay in a cache.</summary>
    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>Pages load from here alone; the documentation's page carries styles and images in itself.</summary>
    private const string PagePolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public static void UseSecurityHeaders(this WebApplication api) => api.Use((context, next) =>
    {
        var isData = context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = isData ? DataPolicy : PagePolicy;
        if (isData)
        {
            headers.CacheControl = "no-store";
        }

        return next(context);
    });
}
