using Heimdall.Api.Access;
using Heimdall.Api.Lists;
using Heimdall.Api.Problems;
using Heimdall.Ledger.Stations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Heimdall.Api.Stations;

/// <summary>The stations of the network.</summary>
internal static class StationApi
{
    public static void MapStations(this IEndpointRouteBuilder routes)
    {
        var stations = routes.MapGroup("/api/v1/stations").WithTags("Stations").RequireAuthorization(Role.Viewer);
        stations.MapGet("", List).WithSummary("Lists the stations by name.").ProducesProblem(422);
        stations.MapGet("/{id}", Show).WithSummary("Shows a station.").ProducesProblem(404);
        stations.MapPost("", Create).WithSummary("Adds a station.").RequireAuthorization(Role.Operator).ProducesProblem(409).ProducesProblem(422);
        stations.MapPatch("/{id}", Change).WithSummary("Changes a station; recordings that are there keep what they were made with.")
            .RequireAuthorization(Role.Operator).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<Results<Ok<PageResponse<Station>>, ProblemHttpResult>> List(
        [AsParameters] PageQuery page, StationStore stations, CancellationToken cancellationToken)
    {
        if (page.Check() is { } problem)
        {
            return problem;
        }

        return TypedResults.Ok(PageResponse.Of(await stations.ListAsync(page.Cursor, page.Items, cancellationToken)));
    }

    private static async Task<Results<Ok<Station>, ProblemHttpResult>> Show(Guid id, StationStore stations, CancellationToken cancellationToken) =>
        await stations.FindAsync(id, cancellationToken) is { } station ? TypedResults.Ok(station) : NotFound(id);

    private static async Task<Results<Created<Station>, ProblemHttpResult>> Create(
        NewStationRequest request, Caller caller, StationStore stations, CancellationToken cancellationToken)
    {
        if (request.Check(out var asked) is { } problem)
        {
            return problem;
        }

        try
        {
            var station = await stations.CreateAsync(asked, caller.Name, cancellationToken);
            return TypedResults.Created($"/api/v1/stations/{station.Id}", station);
        }
        catch (StationNameTakenException taken)
        {
            return NameTaken(taken);
        }
    }

    private static async Task<Results<Ok<Station>, ProblemHttpResult>> Change(
        Guid id, StationChangeRequest request, Caller caller, StationStore stations, CancellationToken cancellationToken)
    {
        if (request.Check(out var change) is { } problem)
        {
            return problem;
        }

        try
        {
            return await stations.ChangeAsync(id, change, caller.Name, cancellationToken) is { } station ? TypedResults.Ok(station) : NotFound(id);
        }
        catch (StationNameTakenException taken)
        {
            return NameTaken(taken);
        }
    }

    private static ProblemHttpResult NotFound(Guid id) =>
        Problem.Of(StatusCodes.Status404NotFound, "station_not_found", "Station not found", $"Station not found: {id}. GET /api/v1/stations lists them.");

    private static ProblemHttpResult NameTaken(StationNameTakenException taken) =>
        Problem.Of(StatusCodes.Status409Conflict, "station_name_taken", "Station name taken", taken.Message);
}
