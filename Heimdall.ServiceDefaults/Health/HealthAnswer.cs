using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Heimdall.ServiceDefaults.Health;

/// <summary>
/// The body of a health endpoint: the status, and for every check its status and since when. No description and no exception: those
/// name hosts and users, and anybody may ask.
/// </summary>
internal static partial class HealthAnswer
{
    public static Task WriteAsync(HttpContext context, HealthReport report, HealthHistory history)
    {
        history.Observe(report);
        var checks = report.Entries.ToDictionary(
            entry => entry.Key,
            entry => new Check(
                Word(entry.Value.Status),
                !entry.Value.Tags.Contains(HealthRequirement.Optional.Tag),
                history.Since(entry.Key).UtcDateTime),
            StringComparer.Ordinal);
        return context.Response.WriteAsJsonAsync(
            new Full(Word(report.Status), checks), AnswerJson.Default.Full, cancellationToken: context.RequestAborted);
    }

    public static Task WriteStatusAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new StatusOnly(Word(report.Status)), AnswerJson.Default.StatusOnly, cancellationToken: context.RequestAborted);

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        HealthStatus.Unhealthy => "unhealthy",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a health status"),
    };

    private sealed record StatusOnly(string Status);

    private sealed record Full(string Status, IReadOnlyDictionary<string, Check> Checks);

    private sealed record Check(string Status, bool Required, DateTime Since);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(StatusOnly))]
    [JsonSerializable(typeof(Full))]
    private sealed partial class AnswerJson : JsonSerializerContext;
}
