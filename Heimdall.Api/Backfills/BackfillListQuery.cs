using System.ComponentModel;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Backfills;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Backfills;

/// <summary>Which backfills a list shows.</summary>
internal sealed record BackfillListQuery(
    [property: FromQuery(Name = "state"), Description("planned, running, paused, completed, cancelled or stopped; all by default.")] string? State)
{
    public ProblemHttpResult? Check() => new FieldErrors()
        .Require(State is null || BackfillState.All.Contains(State), "state", $"must be one of {string.Join(", ", BackfillState.All)}")
        .ToProblem();
}
