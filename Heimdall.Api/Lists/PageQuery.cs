using System.ComponentModel;
using Heimdall.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Lists;

/// <summary>Which part of a list is asked for.</summary>
/// <param name="Limit">Items at most, 1…500.</param>
/// <param name="Cursor">What the page before gave as its <c>next_cursor</c>.</param>
internal sealed record PageQuery(
    [property: FromQuery(Name = "limit"), Description("Items at most, 1…500; 100 by default.")] int? Limit,
    [property: FromQuery(Name = "cursor"), Description("The next_cursor of the page before.")] string? Cursor)
{
    private const int DefaultItems = 100;
    private const int MaxItems = 500;

    public int Items => Limit ?? DefaultItems;

    public ProblemHttpResult? Check() =>
        new FieldErrors().Require(Items is >= 1 and <= MaxItems, "limit", $"must be from 1 to {MaxItems}").ToProblem();
}
