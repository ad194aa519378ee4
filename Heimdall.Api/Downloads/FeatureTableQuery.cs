using System.ComponentModel;
using Heimdall.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Downloads;

/// <summary>What a table of features has a row for, and which part of the recordings it covers.</summary>
internal sealed record FeatureTableQuery(
    [property: FromQuery(Name = "detail"), Description("receivers (the default), segments (of five chunks) or chunks.")] string? Detail,
    [property: FromQuery(Name = "from"), Description("The first segment or chunk, counted from 0.")] long? From,
    [property: FromQuery(Name = "limit"), Description("Segments or chunks of each receiver, 1…1000000; 100000 by default.")] int? Limit)
{
    public const string Receivers = "receivers";
    public const string Segments = "segments";
    public const string Chunks = "chunks";

    private const int DefaultLimit = 100_000;
    private const int MaxLimit = 1_000_000;
    private const long MaxFrom = 1_000_000_000;

    private static readonly string[] Details = [Receivers, Segments, Chunks];

    public string Level => Detail ?? Receivers;

    public long First => From ?? 0;

    public int Count => Limit ?? DefaultLimit;

    public ProblemHttpResult? Check() => new FieldErrors()
        .Require(Details.Contains(Level, StringComparer.Ordinal), "detail", $"must be one of {string.Join(", ", Details)}")
        .Require(First is >= 0 and <= MaxFrom, "from", $"must be from 0 to {MaxFrom}")
        .Require(Count is >= 1 and <= MaxLimit, "limit", $"must be from 1 to {MaxLimit}")
        .ToProblem();
}
