using System.Text.Json;
using System.Text.RegularExpressions;
using Heimdall.Api.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Problems;

/// <summary>Says in the API's words why the framework could not read a request: its own messages name C# types.</summary>
internal static partial class UnreadableRequest
{
    public static ProblemHttpResult Explain(BadHttpRequestException error, HttpRequest request)
    {
        if (error.InnerException is JsonException json)
        {
            return OfJson(json);
        }

        if (BindingFailure().Match(error.Message) is { Success: true } failure)
        {
            var expected = Expected(failure.Groups["type"].Value);
            return FieldErrors.Unreadable(ApiJson.Name(failure.Groups["name"].Value), $"must be {expected}, not '{failure.Groups["value"].Value}'");
        }

        return error.StatusCode switch
        {
            StatusCodes.Status400BadRequest when NoBody().IsMatch(error.Message) => FieldErrors.Unreadable("body", "must be a JSON object, and there is none"),
            StatusCodes.Status400BadRequest => Problem.Of(
                error.StatusCode, "malformed_request", "The request is malformed", "The request is not valid HTTP, or its body ended early. Send it again, whole."),
            StatusCodes.Status408RequestTimeout => Problem.Of(
                error.StatusCode, "request_too_slow", "The request came too slowly", "The body stopped coming. Send it again over a better connection."),
            var status => Problem.OfStatus(status, request),
        };
    }

    private static ProblemHttpResult OfJson(JsonException error)
    {
        var path = error.Path is null or "$" ? "body" : error.Path.StartsWith("$.", StringComparison.Ordinal) ? error.Path[2..] : error.Path;
        var at = $"line {error.LineNumber.GetValueOrDefault() + 1}, byte {error.BytePositionInLine.GetValueOrDefault() + 1}";
        if (UnknownMember().Match(error.Message) is { Success: true } unknown)
        {
            return FieldErrors.Unreadable(unknown.Groups["name"].Value, "is not a member that this call knows; /openapi/v1.json lists them");
        }

        if (DuplicateMember().IsMatch(error.Message))
        {
            return FieldErrors.Unreadable(path, $"is in the body more than once ({at})");
        }

        return FieldErrors.Unreadable(path, $"cannot be read as JSON of the expected type ({at}); /openapi/v1.json has the types");
    }

    private static string Expected(string type) => type switch
    {
        _ when type.Contains(nameof(Guid), StringComparison.Ordinal) => "a UUID",
        _ when type.Contains(nameof(IsoTime), StringComparison.Ordinal) => IsoTime.Expected,
        _ when type.Contains("double", StringComparison.Ordinal) => "a number",
        _ when type.Contains("int", StringComparison.Ordinal) || type.Contains("long", StringComparison.Ordinal) => "a whole number",
        _ => "of another form",
    };

    [GeneratedRegex("""^Failed to bind parameter "(?<type>.+) (?<name>\w+)" from "(?<value>.*)"\.$""", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex BindingFailure();

    [GeneratedRegex("""^The JSON property '(?<name>.+)' could not be mapped to any \.NET member""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnknownMember();

    [GeneratedRegex("^Duplicate property", RegexOptions.None, 1000)]
    private static partial Regex DuplicateMember();

    [GeneratedRegex("was not provided from body|no body was provided", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex NoBody();
}
