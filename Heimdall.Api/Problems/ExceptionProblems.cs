using System.Diagnostics;
using Heimdall.Api.Hosting;
using Heimdall.Ledger;
using Heimdall.Ledger.Objects;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Heimdall.Api.Problems;

/// <summary>What a call that threw answers: requests that cannot be read are the caller's fault, the rest is the world's or ours.</summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> logger) : IExceptionHandler
{
    private const string RetryAfterSeconds = "5";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = Explain(exception, httpContext);
        if (problem.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        await problem.ExecuteAsync(httpContext);
        return true;
    }

    private ProblemHttpResult Explain(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case BadHttpRequestException unreadable:
                return UnreadableRequest.Explain(unreadable, context.Request);

            case InvalidCursorException cursor:
                return Problem.Of(StatusCodes.Status400BadRequest, "invalid_cursor", "Unknown cursor", cursor.Message);

            case ObjectStoreUnavailableException:
                WorldFailed(logger, exception, context.Request.Method, context.Request.Path, exception.Message);
                return Problem.Of(
                    StatusCodes.Status503ServiceUnavailable,
                    "object_store_unavailable",
                    "Object store out of reach",
                    "Recordings cannot be stored or looked up at the moment. Nothing of this request was kept; send it again later.");

            case NpgsqlException database when DatabaseReach.IsLost(database):
                WorldFailed(logger, exception, context.Request.Method, context.Request.Path, exception.Message);
                return Problem.Of(
                    StatusCodes.Status503ServiceUnavailable, "database_unavailable", "Database out of reach", "The database does not answer at the moment. Send the request again later.");

            case OperationCanceledException:
                WorldFailed(logger, exception, context.Request.Method, context.Request.Path, exception.Message);
                return Problem.Of(
                    StatusCodes.Status503ServiceUnavailable, "timed_out", "Timed out", "The request took too long and was given up. Send it again later.");

            default:
                Failed(logger, exception, context.Request.Method, context.Request.Path);
                return Problem.Of(
                    StatusCodes.Status500InternalServerError,
                    "internal_error",
                    "Internal error",
                    "The API failed to answer; the cause is in its log. Report the trace_id to whoever runs it.",
                    new KeyValuePair<string, object?>("trace_id", Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} is answered with 503: {Reason}")]
    private static partial void WorldFailed(ILogger logger, Exception exception, string method, PathString path, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void Failed(ILogger logger, Exception exception, string method, PathString path);
}
