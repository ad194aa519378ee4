using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Problems;

/// <summary>Errors as the API tells them: RFC 9457 problem details with a code that programs can rely on.</summary>
internal static class Problem
{
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">In snake_case; the last segment of the problem's type.</param>
    /// <param name="title">The same for every problem of this code.</param>
    /// <param name="detail">What was wrong, what was expected, what to do.</param>
    /// <param name="members">Further members of the problem, for programs.</param>
    public static ProblemHttpResult Of(int status, string code, string title, string detail, params IEnumerable<KeyValuePair<string, object?>> members) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: $"/problems/{code}", extensions: members.Prepend(new("code", code)));

    /// <summary>Says which trace to look for, as jobs and logs do.</summary>
    public static void AddTraceId(ProblemDetailsContext context)
    {
        if (Activity.Current is { } request)
        {
            context.ProblemDetails.Extensions["trace_id"] = request.TraceId.ToHexString();
        }
    }

    /// <summary>The problem of a status that nothing said more about.</summary>
    public static ProblemHttpResult OfStatus(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status401Unauthorized => Of(status, "unauthorized", "Key required", "Send a working key in the header X-Api-Key, or as Authorization: Bearer."),
        StatusCodes.Status404NotFound => Of(status, "not_found", "Not found", $"There is nothing at {request.Path}. /openapi/v1.json lists what there is."),
        StatusCodes.Status405MethodNotAllowed => Of(
            status, "method_not_allowed", "Method not allowed", $"{request.Path} does not take {request.Method}. The header Allow names what it takes."),
        StatusCodes.Status413PayloadTooLarge => Of(status, "body_too_large", "Body too large", "The body is larger than this call takes; JSON may have 1 MiB."),
        StatusCodes.Status415UnsupportedMediaType => Of(
            status, "unsupported_media_type", "Unsupported media type", $"The content type '{request.ContentType}' is not one this call takes. Send application/json."),
        _ => Of(status, $"http_{status}", "The request failed", $"{request.Method} {request.Path} was answered with status {status}."),
    };
}
