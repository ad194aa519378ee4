using System.ComponentModel;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Alerts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Alerts;

/// <summary>Which alerts a list shows.</summary>
internal sealed record AlertListQuery(
    [property: FromQuery(Name = "state"), Description("open, those that are not over; or all. open by default.")] string? State,
    [property: FromQuery(Name = "kind"), Description("Such as stuck_extraction; all by default.")] string? Kind)
{
    private const string Open = "open";
    private const string All = "all";

    public bool IsOpenOnly => State is not All;

    public ProblemHttpResult? Check() => new FieldErrors()
        .Require(State is null or Open or All, "state", $"must be {Open} or {All}")
        .Require(Kind is null || AlertKind.All.Contains(Kind), "kind", $"must be one of {string.Join(", ", AlertKind.All)}")
        .ToProblem();
}
