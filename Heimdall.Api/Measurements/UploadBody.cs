using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Heimdall.Api.Measurements;

/// <summary>How the body of an upload comes in: any type but JSON, of a length the server itself does not limit, over slow lines too.</summary>
internal static class UploadBody
{
    /// <summary>Bytes a second below which a body counts as broken off, after a minute of patience.</summary>
    private static readonly MinDataRate LeastRate = new(bytesPerSecond: 64, gracePeriod: TimeSpan.FromMinutes(1));

    /// <summary>Lifts the server's limit; the store keeps the configured one while the bytes stream.</summary>
    public static IRequestSizeLimitMetadata SizeLimit { get; } = new NoSizeLimit();

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
