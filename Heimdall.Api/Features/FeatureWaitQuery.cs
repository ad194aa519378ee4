using System.ComponentModel;
using Heimdall.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Features;

/// <summary>How long the answer may take where a completed session has no features yet.</summary>
internal sealed record FeatureWaitQuery(
    [property: FromQuery(Name = "wait_seconds"), Description("Waits so long for features that are being extracted, and no longer than until their job has ended without any, 0…60; 0 by default.")] double? WaitSeconds)
{
    private const double MaxSeconds = 60;

    public TimeSpan Longest => TimeSpan.FromSeconds(WaitSeconds ?? 0);

    public ProblemHttpResult? Check() => new FieldErrors()
        .Require((WaitSeconds ?? 0) is >= 0 and <= MaxSeconds, "wait_seconds", $"must be from 0 to {MaxSeconds}")
        .ToProblem();
}
