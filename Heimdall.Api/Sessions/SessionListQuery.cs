using System.ComponentModel;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Coverage;
using Heimdall.Ledger.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Sessions;

/// <summary>Which sessions a list shows.</summary>
internal sealed record SessionListQuery(
    [property: FromQuery(Name = "status"), Description("pending, in_progress, completed or failed.")] string? Status,
    [property: FromQuery(Name = "features"), Description("missing, present or failed: of the current version of rf.iq.")] string? Features)
{
    private static readonly Dictionary<string, string> CoverageByFeatures = new(StringComparer.Ordinal)
    {
        ["missing"] = CoverageState.Missing,
        ["present"] = CoverageState.With,
        ["failed"] = CoverageState.Failed,
    };

    public SessionFilter Filter => new(Status, Features is null ? null : CoverageByFeatures[Features]);

    public ProblemHttpResult? Check() => new FieldErrors()
        .Require(Status is null || SessionStatus.All.Contains(Status), "status", $"must be one of {string.Join(", ", SessionStatus.All)}")
        .Require(Features is null || CoverageByFeatures.ContainsKey(Features), "features", $"must be one of {string.Join(", ", CoverageByFeatures.Keys)}")
        .ToProblem();
}
