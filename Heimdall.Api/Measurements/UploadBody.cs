using Heimdall.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Heimdall.Api.Measurements;

/// <summary>
/// How the body of an upload comes in: the samples and nothing round them, of a length the server itself does not limit, over slow lines too.
/// </summary>
internal static class UploadBody
{
    /// <summary>Bytes a second below which a body counts as broken off, after a minute of patience.</summary>
    private static readonly MinDataRate LeastRate = new(bytesPerSecond: 64, gracePeriod: TimeSpan.FromMinutes(1));

    /// <summary>Lifts the server's limit; the store keeps the configured one while the bytes stream.</summary>
    public static IRequestSizeLimitMetadata SizeLimit { get; } = new NoSizeLimit();

    /// <summary>Refuses a body that is not the samples themselves: a form around a file, or something compressed, would be taken for noise.</summary>
    public static ProblemHttpResult? Check(HttpRequest request)
    {
        if (request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) is true)
        {
            return Problem.Of(
                StatusCodes.Status415UnsupportedMediaType,
                "unsupported_media_type",
                "Unsupported media type",
                "The body must be the samples themselves, not a form with a file. With curl: --data-binary @FILE, and no -F.");
        }

        var encoding = request.Headers.ContentEncoding.ToString();
        return encoding.Length == 0 || string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase)
            ? null
            : Problem.Of(
                StatusCodes.Status415UnsupportedMediaType,
                "unsupported_content_encoding",
                "Unsupported content encoding",
                $"The body must be the samples as they are, not in the encoding '{encoding}'. Send it without a Content-Encoding.");
    }

    public static void RelaxDataRate(HttpContext context)
    {
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } feature)
        {
            feature.MinDataRate = LeastRate;
        }
    }

    private sealed class NoSizeLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
