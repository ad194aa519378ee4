using Heimdall.Api.Access;
using Heimdall.Api.Lists;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Alerts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Alerts;

/// <summary>What an operator has to know.</summary>
internal static class AlertApi
{
    public static void MapAlerts(this IEndpointRouteBuilder routes)
    {
        var alerts = routes.MapGroup("/api/v1/alerts").WithTags("Alerts");
        alerts.MapGet("", List).RequireAuthorization(Role.Viewer)
            .WithSummary("Lists alerts, the latest first. An alert resolves by itself when what it tells of is over.").ProducesProblem(422);
        alerts.MapPost("/{id}/acknowledge", Acknowledge).RequireAuthorization(Role.Operator)
            .WithSummary("Notes that somebody has seen an alert. The first one counts; it stays open until it is over.").ProducesProblem(404);
    }

    private static async Task<Results<Ok<PageResponse<Alert>>, ProblemHttpResult>> List(
        [AsParameters] AlertListQuery query, [AsParameters] PageQuery page, AlertStore alerts, CancellationToken cancellationToken)
    {
        if ((query.Check() ?? page.Check()) is { } problem)
        {
            return problem;
        }

        return TypedResults.Ok(PageResponse.Of(await alerts.ListAsync(query.IsOpenOnly, query.Kind, page.Cursor, page.Items, cancellationToken)));
    }

    private static async Task<Results<Ok<Alert>, ProblemHttpResult>> Acknowledge(
        Guid id, Caller caller, AlertStore alerts, CancellationToken cancellationToken) =>
        await alerts.AcknowledgeAsync(id, caller.Name, cancellationToken) is { } alert
            ? TypedResults.Ok(alert)
            : Problem.Of(StatusCodes.Status404NotFound, "alert_not_found", "Alert not found", $"Alert not found: {id}. Resolved alerts are kept for a limited time.");
}
