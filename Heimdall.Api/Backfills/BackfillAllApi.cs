using Heimdall.Api.Access;
using Heimdall.Api.Tasks;
using Heimdall.Ledger.Backfills;
using Heimdall.Ledger.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Backfills;

/// <summary>One call for everything: a backfill of every feature set's current version, started at once.</summary>
internal static class BackfillAllApi
{
    public static void MapBackfillAll(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/admin/features/backfill-all", StartAll).WithTags("Backfills").RequireAuthorization(Role.Admin)
            .WithSummary("Queues all recordings that lack features, in up to 1,000 batches of 50; the task's status has the result.");

    private static async Task<Accepted<TaskQueuedResponse>> StartAll(
        Caller caller, FeatureSetStore sets, BackfillStore backfills, CancellationToken cancellationToken)
    {
        var all = (await sets.ListAsync(cancellationToken)).Where(set => set.IsCurrent)
            .Select(set => new BackfillRequest().Asked(set.Id, caller.Name))
            .ToList();
        var run = await backfills.StartAllAsync(all, caller.Name, cancellationToken);
        var message = $"Backfill started over all recordings without {string.Join(", ", all.Select(backfill => backfill.Set))}: "
            + $"up to {BackfillRequest.DefaultMaxBatches} batches of {BackfillRequest.DefaultBatchSize} each";
        return TypedResults.Accepted($"/api/v1/task-status/{run.Id}", new TaskQueuedResponse(run.Id, message, run.Status));
    }
}
