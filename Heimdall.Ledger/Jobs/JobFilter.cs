namespace Heimdall.Ledger.Jobs;

/// <summary>Which jobs a list shows, or an act on many takes. A field that is not set does not filter.</summary>
/// <param name="From">Queued at this time or later.</param>
/// <param name="To">Queued before this time.</param>
/// <param name="OlderVersionThan">Of a feature set version below this.</param>
/// <param name="SessionOwner">Of sessions of this owner: what an operator may change.</param>
public sealed record JobFilter(
    string? Status = null,
    string? Lane = null,
    string? ErrorKind = null,
    Guid? SessionId = null,
    string? FeatureSet = null,
    int? FeatureVersion = null,
    Guid? StationId = null,
    Guid? BackfillId = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    int? OlderVersionThan = null,
    string? SessionOwner = null)
{
    /// <summary>The parameters of the statements that filter jobs.</summary>
    /// <param name="before">Only ids below this; null: all.</param>
    /// <param name="limit">Rows at most.</param>
    internal object Parameters(Guid? before, int limit) => new
    {
        before,
        status = Status,
        lane = Lane,
        error_kind = ErrorKind,
        session_id = SessionId,
        feature_set = FeatureSet,
        feature_version = FeatureVersion,
        station_id = StationId,
        backfill_id = BackfillId,
        from_id = JobIdRange.From(From),
        from_time = From,
        to_id = JobIdRange.To(To),
        to_time = To,
        older_version_than = OlderVersionThan,
        owner = SessionOwner,
        limit,
    };
}
