using System.Text.Json.Serialization;
using Heimdall.Ledger.Jobs;

namespace Heimdall.Api.Jobs;

/// <summary>What an act on many jobs did; or, as a preview, what it would take.</summary>
/// <param name="Matching">Jobs that were taken: at most the limit.</param>
/// <param name="Changed">Of them, those that were retried, made due or cancelled; not in a preview.</param>
/// <param name="Skipped">Of them, those that changed by themselves meanwhile; not in a preview.</param>
/// <param name="CappedAt">The limit, where more jobs match: do it again for the rest. Null where these are all.</param>
/// <param name="Capped">True where more jobs match than the limit; only in a preview.</param>
/// <param name="Total">Jobs that match, also those beyond the limit; 10,000 where there are as many or more; only in a preview.</param>
/// <param name="Sample">The ten newest; only in a preview.</param>
internal sealed record BulkJobResponse(
    long Matching,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Changed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Skipped,
    int? CappedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Capped,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Total,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<JobResponse>? Sample)
{
    public static BulkJobResponse Of(BulkPreview preview, int limit) =>
        new(preview.Matching, null, null, preview.IsCapped ? limit : null, preview.IsCapped, preview.Total, [.. preview.Sample.Select(JobResponse.Of)]);

    public static BulkJobResponse Of(BulkReport report, int limit) =>
        new(report.Matching, report.Changed, report.Skipped, report.IsCapped ? limit : null, null, null, null);
}
