using Microsoft.Extensions.FileProviders;

namespace Heimdall.Api.Console;

/// <summary>The console's files. Its pages are one document that shows what the address names.</summary>
internal static class ConsolePages
{
    private const string Document = "/index.html";

    /// <summary>First segments of the pages' addresses.</summary>
    private static readonly string[] Pages = ["/sessions", "/measurements", "/jobs", "/backfills", "/tasks", "/alerts", "/dead-letters", "/stations"];

    public static void UseConsolePages(this WebApplication api)
    {
        // Beside the program, wherever it was started from.
        var files = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        api.Use((context, next) =>
        {
            var request = context.Request;
            if (HttpMethods.IsGet(request.Method) && IsPage(request.Path))
            {
                request.Path = Document;
            }

            return next(context);
        });
        api.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            // Asked for anew each time, and answered by 304 as long as nothing changed: a page and its modules are always of one version.
            OnPrepareResponse = answer => answer.Context.Response.Headers.CacheControl = "no-cache",
        });
    }

    private static bool IsPage(PathString path) =>
        path == "/" || Array.Exists(Pages, page => path.StartsWithSegments(page, StringComparison.Ordinal));
}
