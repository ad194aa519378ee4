using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Problems;

/// <summary>Collects what is wrong with the fields of a request, all of them, so that the caller mends them at once.</summary>
internal sealed class FieldErrors
{
    private readonly SortedDictionary<string, List<string>> errors = new(StringComparer.Ordinal);

    /// <summary>Notes <paramref name="expected"/> where a field is not as it must be.</summary>
    /// <param name="isMet">Whether it is. Write the condition so that NaN and null do not meet it.</param>
    /// <param name="field">Its name in JSON or in the query.</param>
    /// <param name="expected">What it must be, such as <c>must be from −90 to 90 degrees</c>.</param>
    public FieldErrors Require(bool isMet, string field, string expected)
    {
        if (!isMet)
        {
            if (!errors.TryGetValue(field, out var messages))
            {
                errors.Add(field, messages = []);
            }

            messages.Add(expected);
        }

        return this;
    }

    /// <summary>Text of a bounded length without control characters, which logs and consoles would obey.</summary>
    public FieldErrors RequireText(string? text, string field, int maxLength, bool isOptional = false, bool manyLines = false)
    {
        var isMet = text is null
            ? isOptional
            : text.Length <= maxLength && !string.IsNullOrWhiteSpace(text) && !text.Any(c => char.IsControl(c) && !(manyLines && c is '\n' or '\r' or '\t'));
        return Require(isMet, field, $"must be a text of 1 to {maxLength} characters{(manyLines ? "" : " without control characters")}");
    }

    /// <returns>A 422 that lists every field, or null where nothing is wrong.</returns>
    public ProblemHttpResult? ToProblem() => errors.Count == 0 ? null : Of(StatusCodes.Status422UnprocessableEntity, errors);

    /// <summary>One field that could not even be read.</summary>
    public static ProblemHttpResult Unreadable(string field, string message) =>
        Of(StatusCodes.Status400BadRequest, new SortedDictionary<string, List<string>>(StringComparer.Ordinal) { [field] = [message] });

    /// <summary>One field that is well formed and names what cannot be used.</summary>
    public static ProblemHttpResult Unusable(string field, string message) =>
        Of(StatusCodes.Status422UnprocessableEntity, new SortedDictionary<string, List<string>>(StringComparer.Ordinal) { [field] = [message] });

    private static ProblemHttpResult Of(int status, SortedDictionary<string, List<string>> errors) =>
        Problem.Of(
            status,
            "invalid_request",
            "The request is not valid",
            string.Join("; ", errors.Select(field => $"{field.Key} {string.Join(" and ", field.Value)}")) + ".",
            new KeyValuePair<string, object?>("errors", errors));
}
