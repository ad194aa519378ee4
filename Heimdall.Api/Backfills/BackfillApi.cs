using System.Diagnostics;
using Heimdall.Api.Access;
using Heimdall.Api.Features;
using Heimdall.Api.Lists;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Backfills;
using Heimdall.Ledger.Features;
using Heimdall.Ledger.Stations;
using Microsoft.AspNetCore.Http.HttpResults;
using PlanResults = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Created<Heimdall.Api.Backfills.BackfillResponse>,
    Microsoft.AspNetCore.Http.HttpResults.Ok<Heimdall.Api.Backfills.BackfillPlanResponse>,
    Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult>;

namespace Heimdall.Api.Backfills;

/// <summary>Planned runs over all that lacks a feature set version.</summary>
internal static class BackfillApi
{
    public static void MapBackfills(this IEndpointRouteBuilder routes)
    {
        var backfills = routes.MapGroup("/api/v1/admin/backfills").WithTags("Backfills");
        backfills.MapPost("", Plan).RequireAuthorization(Role.Admin)
            .WithSummary("Plans a backfill: 201 the plan, which waits for its start; 200 the plan alone with dry_run.")
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        backfills.MapGet("", List).RequireAuthorization(Role.Viewer).WithSummary("Lists backfills, the latest first.").ProducesProblem(422);
        backfills.MapGet("/{id}", Show).RequireAuthorization(Role.Viewer)
            .WithSummary("Shows a backfill: its plan, how far it is, how quickly it goes, and why jobs failed.").ProducesProblem(404);
        backfills.MapPost("/{id}/start", Start).RequireAuthorization(Role.Admin)
            .WithSummary("Starts a planned backfill. One that runs already stays as it is.").ProducesProblem(404).ProducesProblem(409);
        backfills.MapPost("/{id}/pause", Pause).RequireAuthorization(Role.Admin)
            .WithSummary("Queues nothing more and holds what is queued; what workers are at runs to its end.").ProducesProblem(404).ProducesProblem(409);
        backfills.MapPost("/{id}/resume", Resume).RequireAuthorization(Role.Admin)
            .WithSummary("Goes on with a paused backfill.").ProducesProblem(404).ProducesProblem(409);
        backfills.MapPost("/{id}/cancel", Cancel).RequireAuthorization(Role.Admin)
            .WithSummary("Ends a backfill and cancels its queued jobs: their recordings lack features again. What workers are at runs to its end.")
            .ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<PlanResults> Plan(
        BackfillRequest? request,
        Caller caller,
        FeatureSetStore sets,
        StationStore stations,
        BackfillPlanner planner,
        BackfillStore backfills,
        CancellationToken cancellationToken)
    {
        var asked = request ?? new BackfillRequest();
        if (asked.Check() is { } problem)
        {
            return problem;
        }

        if (await sets.FindAsync(asked.FeatureSet, asked.FeatureVersion, cancellationToken) is not { } set)
        {
            return await sets.NotFoundAsync(asked.FeatureSet, asked.FeatureVersion, cancellationToken);
        }

        if (!set.IsCurrent)
        {
            return await NotCurrentAsync(set, sets, cancellationToken);
        }

        if (asked.StationId is { } station && await stations.FindAsync(station, cancellationToken) is null)
        {
            return Problem.Of(StatusCodes.Status404NotFound, "station_not_found", "Station not found", $"Station not found: {station}. GET /api/v1/stations lists them.");
        }

        var backfill = asked.Asked(set.Id, caller.Name);
        if (asked.DryRun is true)
        {
            return TypedResults.Ok(BackfillPlanResponse.Of(await planner.PlanAsync(backfill, cancellationToken), backfill));
        }

        var created = await backfills.CreateAsync(backfill, cancellationToken);
        return TypedResults.Created($"/api/v1/admin/backfills/{created.Id}", BackfillResponse.Of(created));
    }

    private static async Task<Results<Ok<PageResponse<BackfillResponse>>, ProblemHttpResult>> List(
        [AsParameters] BackfillListQuery query, [AsParameters] PageQuery page, BackfillStore backfills, CancellationToken cancellationToken)
    {
        if ((query.Check() ?? page.Check()) is { } problem)
        {
            return problem;
        }

        return TypedResults.Ok(PageResponse.Of(await backfills.ListAsync(query.State, page.Cursor, page.Items, cancellationToken), BackfillResponse.Of));
    }

    private static async Task<Results<Ok<BackfillResponse>, ProblemHttpResult>> Show(Guid id, BackfillStore backfills, CancellationToken cancellationToken) =>
        await backfills.FindAsync(id, cancellationToken) is { } backfill
            ? TypedResults.Ok(BackfillResponse.Of(backfill, await backfills.ReadProgressAsync(backfill, cancellationToken)))
            : NotFound(id);

    private static async Task<Results<Ok<BackfillResponse>, ProblemHttpResult>> Start(
        Guid id, Caller caller, BackfillControl control, BackfillStore backfills, CancellationToken cancellationToken) =>
        await AnswerAsync(id, "start", await control.StartAsync(id, caller.Name, cancellationToken), backfills, cancellationToken);

    private static async Task<Results<Ok<BackfillResponse>, ProblemHttpResult>> Pause(
        Guid id, Caller caller, BackfillControl control, BackfillStore backfills, CancellationToken cancellationToken) =>
        await AnswerAsync(id, "pause", await control.PauseAsync(id, caller.Name, cancellationToken), backfills, cancellationToken);

    private static async Task<Results<Ok<BackfillResponse>, ProblemHttpResult>> Resume(
        Guid id, Caller caller, BackfillControl control, BackfillStore backfills, CancellationToken cancellationToken) =>
        await AnswerAsync(id, "resume", await control.ResumeAsync(id, caller.Name, cancellationToken), backfills, cancellationToken);

    private static async Task<Results<Ok<BackfillResponse>, ProblemHttpResult>> Cancel(
        Guid id, Caller caller, BackfillControl control, BackfillStore backfills, CancellationToken cancellationToken) =>
        await AnswerAsync(id, "cancel", await control.CancelAsync(id, caller.Name, cancellationToken), backfills, cancellationToken);

    private static async Task<Results<Ok<BackfillResponse>, ProblemHttpResult>> AnswerAsync(
        Guid id, string act, BackfillChange change, BackfillStore backfills, CancellationToken cancellationToken) => change switch
        {
            BackfillChange.Made(var backfill) => TypedResults.Ok(BackfillResponse.Of(backfill, await backfills.ReadProgressAsync(backfill, cancellationToken))),
            BackfillChange.Refused(var backfill) => Problem.Of(
                StatusCodes.Status409Conflict,
                "backfill_state",
                "Not in this state",
                $"Backfill {id} is {backfill.State}: there is nothing to {act}. GET /api/v1/admin/backfills/{id} shows it.",
                new KeyValuePair<string, object?>("state", backfill.State)),
            BackfillChange.NotFound => NotFound(id),
            _ => throw new UnreachableException(change.ToString()),
        };

    private static async Task<ProblemHttpResult> NotCurrentAsync(RegisteredFeatureSet set, FeatureSetStore sets, CancellationToken cancellationToken)
    {
        var current = await sets.FindCurrentAsync(set.FeatureSet, cancellationToken);
        return Problem.Of(
            StatusCodes.Status409Conflict,
            "feature_set_not_current",
            "Not the current version",
            $"{set.Id} is not what new recordings are extracted with; {current?.Id.ToString() ?? "nothing"} is. A backfill makes the current version complete.",
            new KeyValuePair<string, object?>("current_version", current?.FeatureVersion));
    }

    private static ProblemHttpResult NotFound(Guid id) => Problem.Of(
        StatusCodes.Status404NotFound, "backfill_not_found", "Backfill not found", $"Backfill not found: {id}. GET /api/v1/admin/backfills lists them.");
}
