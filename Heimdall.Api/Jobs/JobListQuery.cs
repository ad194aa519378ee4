using System.ComponentModel;
using Heimdall.Api.Features;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Jobs;

/// <summary>Which jobs a list shows.</summary>
internal sealed record JobListQuery(
    [property: FromQuery(Name = "status"), Description("queued, extracting, completed, failed or cancelled.")] string? Status,
    [property: FromQuery(Name = "lane"), Description("live or backfill.")] string? Lane,
    [property: FromQuery(Name = "error_kind"), Description("data, infrastructure, lease_expired, timeout or cancelled.")] string? ErrorKind,
    [property: FromQuery(Name = "session_id"), Description("The jobs of one session.")] Guid? SessionId,
    [property: FromQuery(Name = "feature_set"), Description("Such as rf.iq.")] string? FeatureSet,
    [property: FromQuery(Name = "feature_version"), Description("Such as 1.")] int? FeatureVersion)
{
    private static readonly string[] Lanes = ["live", "backfill"];

    public JobFilter Filter => new(Status, Lane, ErrorKind, SessionId, FeatureSet, FeatureVersion);

    public ProblemHttpResult? Check() => new FieldErrors()
        .Require(Status is null || JobStatus.All.Contains(Status), "status", $"must be one of {string.Join(", ", JobStatus.All)}")
        .Require(Lane is null || Lanes.Contains(Lane, StringComparer.Ordinal), "lane", $"must be one of {string.Join(", ", Lanes)}")
        .Require(ErrorKind is null || JobErrorKind.All.Contains(ErrorKind), "error_kind", $"must be one of {string.Join(", ", JobErrorKind.All)}")
        .Require(FeatureSet is null || FeatureSets.IsPossible(FeatureSet), "feature_set", "must be a text without control characters")
        .ToProblem();
}
