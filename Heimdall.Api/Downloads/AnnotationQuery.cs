using System.ComponentModel;
using Heimdall.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Downloads;

/// <summary>Which part of a recording its annotations cover.</summary>
internal sealed record AnnotationQuery(
    [property: FromQuery(Name = "from"), Description("The first chunk, counted from 0.")] long? From,
    [property: FromQuery(Name = "limit"), Description("Chunks, 1…100000; 20000 by default.")] int? Limit)
{
    private const int DefaultLimit = 20_000;
    private const int MaxLimit = 100_000;
    private const long MaxFrom = 1_000_000_000;

    public long First => From ?? 0;

    public int Count => Limit ?? DefaultLimit;

    public ProblemHttpResult? Check() => new FieldErrors()
        .Require(First is >= 0 and <= MaxFrom, "from", $"must be from 0 to {MaxFrom}")
        .Require(Count is >= 1 and <= MaxLimit, "limit", $"must be from 1 to {MaxLimit}")
        .ToProblem();
}
