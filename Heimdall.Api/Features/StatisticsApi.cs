using Heimdall.Api.Access;
using Heimdall.Ledger.Coverage;
using Heimdall.Ledger.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Features;

/// <summary>How far the extraction of all recordings is.</summary>
internal static class StatisticsApi
{
    public static void MapStatistics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/admin/features/stats", Show).WithTags("Features").RequireAuthorization(Role.Viewer)
            .WithSummary("Counts the recordings with features and without; each is in exactly one state.").ProducesProblem(404);

    private static async Task<Results<Ok<StatisticsResponse>, ProblemHttpResult>> Show(
        [AsParameters] FeatureSetQuery asked, FeatureSetStore sets, CoverageStore coverage, CancellationToken cancellationToken) =>
        await sets.FindAsync(asked.FeatureSet, asked.FeatureVersion, cancellationToken) is { } set
            ? TypedResults.Ok(StatisticsResponse.Of(await coverage.ReadAsync(set.Id, cancellationToken)))
            : await sets.NotFoundAsync(asked.FeatureSet, asked.FeatureVersion, cancellationToken);
}

/// <summary>The recordings by state: <c>recordings_with_features</c>, queued, extracting, failed and missing add up to the total.</summary>
/// <param name="TotalRecordings">Completed sessions with a measurement.</param>
/// <param name="CoveragePercent">With two decimals; 0 without any recording.</param>
internal sealed record StatisticsResponse(
    long TotalRecordings,
    long RecordingsWithFeatures,
    long RecordingsWithoutFeatures,
    long TotalMeasurements,
    double CoveragePercent,
    long Failed,
    long Queued,
    long Extracting,
    long Missing)
{
    public static StatisticsResponse Of(CoverageStatistics coverage) => new(
        coverage.TotalRecordings,
        coverage.RecordingsWithFeatures,
        coverage.RecordingsWithoutFeatures,
        coverage.TotalMeasurements,
        coverage.CoveragePercent,
        coverage.Failed,
        coverage.Queued,
        coverage.Extracting,
        coverage.Missing);
}
