using System.ComponentModel;
using Heimdall.Api.Features;
using Heimdall.Api.Json;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Jobs;

/// <summary>Which jobs a list shows.</summary>
internal sealed record JobListQuery(
    [property: FromQuery(Name = "status"), Description("queued, extracting, completed, failed or cancelled.")] string? Status,
    [property: FromQuery(Name = "lane"), Description("live or backfill.")] string? Lane,
    [property: FromQuery(Name = "error_kind"), Description("data, infrastructure, program, lease_expired, timeout or cancelled.")] string? ErrorKind,
    [property: FromQuery(Name = "session_id"), Description("The jobs of one session.")] Guid? SessionId,
    [property: FromQuery(Name = "feature_set"), Description("Such as rf.iq.")] string? FeatureSet,
    [property: FromQuery(Name = "feature_version"), Description("Such as 1.")] int? FeatureVersion,
    [property: FromQuery(Name = "station_id"), Description("The jobs of sessions that a station recorded in.")] Guid? StationId,
    [property: FromQuery(Name = "backfill_id"), Description("The jobs of one backfill.")] Guid? BackfillId,
    [property: FromQuery(Name = "from"), Description("Queued at this time or later.")] IsoTime? From,
    [property: FromQuery(Name = "to"), Description("Queued before this time.")] IsoTime? To)
{
    public static readonly IReadOnlyList<string> Lanes = ["live", "backfill"];

    public JobFilter Filter => new(Status, Lane, ErrorKind, SessionId, FeatureSet, FeatureVersion, StationId, BackfillId, From?.Utc, To?.Utc);

    public ProblemHttpResult? Check() => new FieldErrors()
        .Require(Status is null || JobStatus.All.Contains(Status), "status", $"must be one of {string.Join(", ", JobStatus.All)}")
        .Require(Lane is null || Lanes.Contains(Lane), "lane", $"must be one of {string.Join(", ", Lanes)}")
        .Require(ErrorKind is null || JobErrorKind.All.Contains(ErrorKind), "error_kind", $"must be one of {string.Join(", ", JobErrorKind.All)}")
        .Require(From is not { } from || IsoTime.IsPlausible(from.Utc), "from", "must be between 1970 and 2200")
        .Require(To is not { } to || IsoTime.IsPlausible(to.Utc), "to", "must be between 1970 and 2200")
        .Require(FeatureSet is null || FeatureSets.IsPossible(FeatureSet), "feature_set", "must be a text without control characters")
        .ToProblem();
}
