using System.Text.Json.Serialization;
using Heimdall.Ledger.DeadLetters;

namespace Heimdall.Api.DeadLetters;

/// <summary>What the removal of many messages did; or, as a preview, what it would take.</summary>
/// <param name="Matching">Messages that were taken: at most the limit.</param>
/// <param name="Changed">Of them, those that were removed; not in a preview.</param>
/// <param name="Skipped">Of them, those that came again meanwhile and stay, or that somebody else removed; not in a preview.</param>
/// <param name="CappedAt">The limit, where more messages match: do it again for the rest. Null where these are all.</param>
/// <param name="Capped">True where more messages match than the limit; only in a preview.</param>
/// <param name="Total">Messages that match, also those beyond the limit; 10,000 where there are as many or more; only in a preview.</param>
/// <param name="Sample">The ten newest; only in a preview.</param>
internal sealed record BulkDeadLetterResponse(
    long Matching,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Changed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Skipped,
    int? CappedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Capped,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Total,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<DeadLetterResponse>? Sample)
{
    public static BulkDeadLetterResponse Of(DeadLetterPreview preview, int limit) =>
        new(preview.Matching, null, null, preview.IsCapped ? limit : null, preview.IsCapped, preview.Total, [.. preview.Sample.Select(DeadLetterResponse.Of)]);

    public static BulkDeadLetterResponse Of(DeadLetterReport report, int limit) =>
        new(report.Matching, report.Changed, report.Skipped, report.IsCapped ? limit : null, null, null, null);
}
