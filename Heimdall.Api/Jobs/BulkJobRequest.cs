using System.Text.Json.Serialization;
using Heimdall.Api.Access;
using Heimdall.Api.Features;
using Heimdall.Api.Json;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Jobs;

/// <summary>Which jobs to retry or to cancel. At least one field must say so; of operators, only the jobs of their own sessions.</summary>
/// <param name="Status">
/// To retry: <c>failed</c>, unless <c>cancelled</c> is said; or <c>queued</c>, to make due at once what waits for its next attempt. To cancel: <c>queued</c> or <c>extracting</c>; both by default.
/// </param>
/// <param name="ErrorKind">To retry what ended alone: what has not ended has none.</param>
/// <param name="From">Queued at this time or later.</param>
/// <param name="To">Queued before this time.</param>
/// <param name="OlderVersionThan">Of a feature set version below this.</param>
/// <param name="Preview">True: say what matches, and change nothing.</param>
/// <param name="Limit">Jobs at most, 1…10,000; 1,000 by default. The newest are taken.</param>
internal sealed record BulkJobRequest(
    string? Status = null,
    string? ErrorKind = null,
    Guid? StationId = null,
    Guid? SessionId = null,
    string? Lane = null,
    Guid? BackfillId = null,
    string? FeatureSet = null,
    int? FeatureVersion = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    int? OlderVersionThan = null,
    bool? Preview = null,
    int? Limit = null)
{
    public static readonly IReadOnlyList<string> Retriable = [JobStatus.Failed, JobStatus.Cancelled, JobStatus.Queued];
    public static readonly IReadOnlyList<string> Cancellable = [JobStatus.Queued, JobStatus.Extracting];

    private const int DefaultLimit = 1000;

    [JsonIgnore]
    public bool IsPreview => Preview is true;

    [JsonIgnore]
    public int Most => Limit ?? DefaultLimit;

    private JobFilter Filter => new(
        Status, Lane, ErrorKind, SessionId, FeatureSet, FeatureVersion, StationId, BackfillId, From, To, OlderVersionThan);

    public JobFilter FilterFor(Caller caller) => Filter with { SessionOwner = caller.IsAdmin ? null : caller.Name };

    /// <param name="statuses">What the jobs may be.</param>
    public ProblemHttpResult? Check(IReadOnlyList<string> statuses) => Check(statuses, mayHaveEnded: statuses == Retriable && Status != JobStatus.Queued);

    private ProblemHttpResult? Check(IReadOnlyList<string> statuses, bool mayHaveEnded) => new FieldErrors()
        .Require(Status is null || statuses.Contains(Status), "status", $"must be one of {string.Join(", ", statuses)}")
        .Require(
            ErrorKind is null || (mayHaveEnded && JobErrorKind.All.Contains(ErrorKind)),
            "error_kind",
            mayHaveEnded ? $"must be one of {string.Join(", ", JobErrorKind.All)}" : "must be left out: what has not ended has none")
        .Require(Lane is null || JobListQuery.Lanes.Contains(Lane), "lane", $"must be one of {string.Join(", ", JobListQuery.Lanes)}")
        .Require(FeatureSet is null || FeatureSets.IsPossible(FeatureSet), "feature_set", "must be a text without control characters")
        .Require(From is not { } from || IsoTime.IsPlausible(from), "from", "must be between 1970 and 2200")
        .Require(To is not { } to || IsoTime.IsPlausible(to), "to", "must be between 1970 and 2200")
        .Require(Most is >= 1 and <= BulkJobs.MostJobs, "limit", $"must be from 1 to {BulkJobs.MostJobs}")
        .Require(Filter != new JobFilter(), "body", "must have a field that says which jobs, such as error_kind, station_id or from")
        .ToProblem();
}
