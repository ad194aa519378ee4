using System.ComponentModel;
using Heimdall.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Features;

/// <summary>How finely features are shown, and which part of the recording.</summary>
internal sealed record FeatureDetailQuery(
    [property: FromQuery(Name = "detail"), Description("none, segments (of five chunks) or chunks.")] string? Detail,
    [property: FromQuery(Name = "from"), Description("The first segment or chunk, counted from 0.")] long? From,
    [property: FromQuery(Name = "limit"), Description("Segments or chunks of each receiver, 1…5000; 1000 by default.")] int? Limit,
    [property: FromQuery(Name = "measurement_id"), Description("One receiver's recording alone; all by default.")] Guid? MeasurementId)
{
    public const string None = "none";
    public const string Segments = "segments";
    public const string Chunks = "chunks";

    private const int DefaultLimit = 1000;
    private const int MaxLimit = 5000;
    private const long MaxFrom = 1_000_000_000;

    private static readonly string[] Details = [None, Segments, Chunks];

    public string Level => Detail ?? None;

    public long First => From ?? 0;

    public int Count => Limit ?? DefaultLimit;

    public bool Shows(Guid measurementId) => MeasurementId is null || MeasurementId == measurementId;

    public ProblemHttpResult? Check() => new FieldErrors()
        .Require(Details.Contains(Level, StringComparer.Ordinal), "detail", $"must be one of {string.Join(", ", Details)}")
        .Require(First is >= 0 and <= MaxFrom, "from", $"must be from 0 to {MaxFrom}")
        .Require(Count is >= 1 and <= MaxLimit, "limit", $"must be from 1 to {MaxLimit}")
        .ToProblem();
}
