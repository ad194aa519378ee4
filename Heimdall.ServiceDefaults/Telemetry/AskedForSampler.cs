using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;

namespace Heimdall.ServiceDefaults.Telemetry;

/// <summary>
/// Begins a trace only for what somebody asked for: a request, or a task that says so by a tag of <c>heimdall.</c>. Everything else that
/// has no parent is the service's own polling, listening and probing, thousands of times an hour, and of no interest to anybody.
/// </summary>
/// <remarks>For root spans; what has a parent follows it.</remarks>
internal sealed class AskedForSampler(double ratio) : Sampler
{
    private const string PathTag = "url.path";
    private const string OwnTags = "heimdall.";
    private const string RatioKey = "OTEL_TRACES_SAMPLER_ARG";

    private readonly TraceIdRatioBasedSampler _share = new(ratio);

    /// <summary>Of what was asked for, the share of <c>OTEL_TRACES_SAMPLER_ARG</c>, 0…1, is kept; all of it without that.</summary>
    public static AskedForSampler Read(IConfiguration configuration) => new(
        double.TryParse(configuration[RatioKey], NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1 ? ratio : 1);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        IsAskedFor(samplingParameters) ? _share.ShouldSample(samplingParameters) : new SamplingResult(SamplingDecision.Drop);

    private static bool IsAskedFor(in SamplingParameters parameters) => parameters.Kind == ActivityKind.Server
        ? !Probes.Are(parameters.Tags?.FirstOrDefault(tag => tag.Key == PathTag).Value as string)
        : parameters.Tags?.Any(tag => tag.Key.StartsWith(OwnTags, StringComparison.Ordinal)) == true;
}
