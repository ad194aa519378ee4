using System.ComponentModel;
using Heimdall.Api.Access;
using Heimdall.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Heimdall.Api.Resources;

/// <summary>The parts of the system and what they print: the engine's view, for those who have only the API.</summary>
internal static class ResourceApi
{
    public static void MapResources(this IEndpointRouteBuilder routes)
    {
        var resources = routes.MapGroup("/api/v1/admin/resources").WithTags("Resources").RequireAuthorization(Role.Viewer);
        resources.MapGet("", List).WithSummary("Shows the servers and services of the system, their states, addresses and processes.");
        resources.MapGet("/{name}/logs", Logs).RequireAuthorization(Role.Admin)
            .WithSummary("Shows the last lines that a resource's processes printed; secrets of the system are taken out.").ProducesProblem(404).ProducesProblem(422);
    }

    private static async Task<Results<Ok<ResourcesResponse>, ProblemHttpResult>> List(EngineView view, CancellationToken cancellationToken)
    {
        if (view.Engine != EngineView.Local)
        {
            return TypedResults.Ok(new ResourcesResponse(view.Engine, view.Message, view.Dashboard, WrittenAt: null, []));
        }

        try
        {
            var state = await view.ReadStateAsync(cancellationToken);
            return TypedResults.Ok(new ResourcesResponse(view.Engine, view.Message, view.Dashboard, state.WrittenAt, state.Resources));
        }
        catch (EngineViewException e)
        {
            return Unavailable(e);
        }
    }

    private static async Task<Results<Ok<ResourceLogsResponse>, ProblemHttpResult>> Logs(
        string name, [AsParameters] LogQuery query, EngineView view, CancellationToken cancellationToken)
    {
        if (query.Check() is { } problem)
        {
            return problem;
        }

        if (view.Engine != EngineView.Local || view.LogFolder is not { } folder)
        {
            return Problem.Of(StatusCodes.Status404NotFound, "no_resource_logs", "No logs here", view.Message ?? "The engine did not say where its logs are.");
        }

        try
        {
            // Names of files come from the engine's list alone, never from the caller.
            if ((await view.ReadStateAsync(cancellationToken)).Resources.FirstOrDefault(r => r.Name == name) is not { } resource)
            {
                return Problem.Of(
                    StatusCodes.Status404NotFound, "resource_not_found", "Resource not found", $"Resource not found: {name}. GET /api/v1/admin/resources lists them.");
            }

            List<ProcessLog> logs = [];
            foreach (var process in resource.Processes)
            {
                logs.Add(new ProcessLog(process.Name, await LogTail.ReadAsync(folder, process.Name, query.Count, cancellationToken)));
            }

            return TypedResults.Ok(new ResourceLogsResponse(name, logs));
        }
        catch (EngineViewException e)
        {
            return Unavailable(e);
        }
    }

    private static ProblemHttpResult Unavailable(EngineViewException e) =>
        Problem.Of(StatusCodes.Status503ServiceUnavailable, "resources_unavailable", "The engine's view is out of reach", e.Message);
}

/// <summary>How much of a log is asked for.</summary>
internal sealed record LogQuery([property: FromQuery(Name = "lines"), Description("Lines of each process at most, 1…2000; 200 by default.")] int? Lines)
{
    private const int DefaultLines = 200;
    private const int MaxLines = 2000;

    public int Count => Lines ?? DefaultLines;

    public ProblemHttpResult? Check() =>
        new FieldErrors().Require(Count is >= 1 and <= MaxLines, "lines", $"must be from 1 to {MaxLines}").ToProblem();
}
