using System.ComponentModel;
using Heimdall.Api.Problems;
using Heimdall.Ledger.History;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Console;

/// <summary>Which stretch of the history is asked for, and of which jobs.</summary>
internal sealed record HistoryQuery(
    [property: FromQuery(Name = "window"), Description("hour (60 steps of a minute, the default), day (96 of 15 minutes) or week (84 of 2 hours).")] string? Window,
    [property: FromQuery(Name = "feature_set"), Description("The jobs of this set alone, in all its versions; of all sets by default.")] string? FeatureSet)
{
    private static readonly Dictionary<string, HistoryWindow> Windows = HistoryWindow.All.ToDictionary(window => window.Name, StringComparer.Ordinal);

    /// <summary>The window. Only after <see cref="Check"/>.</summary>
    public HistoryWindow Asked => Window is null ? HistoryWindow.Hour : Windows[Window];

    public ProblemHttpResult? Check() => new FieldErrors()
        .Require(Window is null || Windows.ContainsKey(Window), "window", $"must be one of {string.Join(", ", Windows.Keys)}")
        .ToProblem();
}
