using Heimdall.Api.Problems;

namespace Heimdall.Api.Hosting;

/// <summary>Answers calls that come before the schema is there.</summary>
internal static class StartGate
{
    private const string RetryAfterSeconds = "2";

    /// <summary>503 <c>starting</c> for everything that needs a role, which is everything that needs the database.</summary>
    public static void UseStartGate(this WebApplication api)
    {
        var start = api.Services.GetRequiredService<SchemaStart>();
        api.Use(async (context, next) =>
        {
            if (start.IsReady || !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
            {
                await next(context);
                return;
            }

            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            await Problem.Of(
                StatusCodes.Status503ServiceUnavailable, "starting", "Starting", "The API waits for its database. /health tells when it is ready; send the request again then.")
                .ExecuteAsync(context);
        });
    }
}
