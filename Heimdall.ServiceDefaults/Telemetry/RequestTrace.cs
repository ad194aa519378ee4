using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heimdall.ServiceDefaults.Telemetry;

/// <summary>
/// Tells every caller the trace of its request, in the header <c>traceresponse</c> of W3C Trace Context, level 2; and adds to the
/// framework's span what is known only at the request's end: its route, its answer, whether it failed.
/// </summary>
internal sealed class RequestTrace : IStartupFilter
{
    private const string Header = "traceresponse";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static (context, handle) =>
            Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity && !Probes.Are(context.Request.Path)
                ? HandleAsync(context, handle, activity)
                : handle(context));
        next(app);
    };

    private static async Task HandleAsync(HttpContext context, RequestDelegate handle, Activity activity)
    {
        context.Response.Headers[Header] = activity.Id;
        try
        {
            await handle(context);
        }
        finally
        {
            Describe(activity, context);
        }
    }

    private static void Describe(Activity activity, HttpContext context)
    {
        var status = context.Response.StatusCode;
        activity.SetTag("http.response.status_code", status);
        if (context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
        {
            activity.SetTag("http.route", route);
            activity.DisplayName = $"{context.Request.Method} {route}";
        }

        if (status >= StatusCodes.Status500InternalServerError)
        {
            activity.SetTag("error.type", status.ToString()).SetStatus(ActivityStatusCode.Error);
        }
    }
}
